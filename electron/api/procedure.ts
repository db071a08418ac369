import { initTRPC } from "@trpc/server";
import { z } from "zod";
import { CroniumError, toErrorDetails, type ErrorCode, type ErrorDetails } from "../../shared/errors.ts";
import { issueWords } from "../../shared/issue-text.ts";
import { knownStorageError } from "../store/connection.ts";
import type { ApiContext } from "./context.ts";

/** One input that was not accepted: where, and why. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

const transportCodes = {
  invalid_input: "BAD_REQUEST",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  unavailable: "SERVICE_UNAVAILABLE",
  unsupported: "NOT_IMPLEMENTED",
  storage: "INTERNAL_SERVER_ERROR",
  internal: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<ErrorCode, string>;

const trpc = initTRPC.context<ApiContext>().create({
  errorFormatter({ shape, error, ctx: context }) {
    const issues = error.cause instanceof z.ZodError ? toIssues(error.cause) : [];
    const details = issues.length > 0 ? toInputDetails(issues) : explain(error.cause ?? error, context);
    const { stack: _hidden, ...data } = shape.data;
    return {
      ...shape,
      message: details.message,
      data: { ...data, transport: transportCodes[details.code], details, issues },
    };
  },
});

/** What befalls the disk may befall any call: it is told as what it is. */
function explain(error: unknown, context: ApiContext | undefined): ErrorDetails {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // Other codes, such as EACCES, may be about something else than our data.
  const isOurs = code.startsWith("SQLITE_") || code === "ENOSPC";
  const known = isOurs ? knownStorageError(error, context?.dataDirectory ?? "the data directory") : undefined;
  return toErrorDetails(known ?? error);
}

function toIssues(error: z.ZodError): readonly InputIssue[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issueWords(issue) ?? issue.message,
  }));
}

function toInputDetails(issues: readonly InputIssue[]): ErrorDetails {
  const [first] = issues;
  const text = issues
    .map((issue) => (issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`))
    .join("; ");
  return { code: "invalid_input", message: text, ...(first?.path ? { field: first.path } : {}) };
}

export const router = trpc.router;
export const callerFactory = trpc.createCallerFactory;
export const procedure = trpc.procedure;

/** Refuses what makes no sense while nothing is scheduled or run. */
export const runningProcedure = trpc.procedure.use(({ ctx: context, next }) => {
  if (!context.running) {
    throw new CroniumError("unavailable", "Cronium is not running on this data directory", {
      remedy: "Start it with `cronium start`.",
    });
  }
  return next();
});
