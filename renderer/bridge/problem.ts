import { TRPCClientError } from "@trpc/client";
import { errorDetails, type ErrorCode } from "../../shared/errors.ts";

/** What one input field is blamed for; `path` is like `schedule.cron` or `environment.0.key`. */
export interface FieldIssue {
  readonly path: string;
  readonly message: string;
}

/** A failure, ready to be shown: what happened, what to do, and the raw text for whoever wants it. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string | undefined;
  readonly field: string | undefined;
  readonly issues: readonly FieldIssue[];
  readonly raw: string;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function issuesOf(value: unknown): readonly FieldIssue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const { path, message } = record(entry);
    return typeof path === "string" && typeof message === "string" ? [{ path, message }] : [];
  });
}

function rawText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const data = error instanceof TRPCClientError ? (error.data as unknown) : undefined;
  const parts = [`${error.name}: ${error.message}`];
  if (data !== undefined && data !== null) parts.push(JSON.stringify(data, null, 2));
  else if (error.stack !== undefined) parts.push(error.stack);
  return parts.join("\n");
}

/** Reads whatever a call or a component threw. */
export function toProblem(error: unknown): Problem {
  const data = record(error instanceof TRPCClientError ? (error.data as unknown) : undefined);
  const details = errorDetails.safeParse(data["details"]);
  const issues = issuesOf(data["issues"]);
  const raw = rawText(error);
  if (details.success) {
    const { code, message, remedy, field } = details.data;
    return { code, message, remedy, field, issues, raw };
  }
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  const lost = error instanceof TRPCClientError && (error.data === undefined || error.data === null);
  return {
    code: lost ? "unavailable" : "internal",
    message,
    remedy: lost ? "The connection to Cronium was interrupted. Try again once it is back." : undefined,
    field: undefined,
    issues,
    raw,
  };
}

/** Every complaint about a field, by its path: the issues of a refused input and the one field of a refusal. */
export function fieldErrors(problem: Problem): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const issue of problem.issues) found[issue.path] ??= issue.message;
  if (problem.field !== undefined) found[problem.field] ??= problem.message;
  return found;
}
