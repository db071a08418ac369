import { z } from "zod";

/** The closed set of error codes a caller may meet, whichever pipe or command it used. */
const errorCodes = [
  "invalid_input",
  "not_found",
  "conflict",
  "unauthorized",
  "forbidden",
  "unavailable",
  "unsupported",
  "storage",
  "internal",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What crosses a pipe when a call fails. `field` is the path of the offending input, such as `schedule.cron`. */
export const errorDetails = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string().optional(),
  field: z.string().optional(),
});
export type ErrorDetails = z.infer<typeof errorDetails>;

export interface ErrorContext {
  /** What the reader should do next, as a full sentence. */
  readonly remedy?: string;
  readonly field?: string;
  readonly cause?: unknown;
}

/** The one error type the program throws on purpose: what happened, and what to do about it. */
export class CroniumError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly field: string | undefined;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = "CroniumError";
    this.code = code;
    this.remedy = context.remedy;
    this.field = context.field;
  }
}

/** Turns anything thrown into something that can be shown. Unforeseen errors keep their text and say so. */
export function toErrorDetails(error: unknown): ErrorDetails {
  if (error instanceof CroniumError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      ...(error.field === undefined ? {} : { field: error.field }),
    };
  }
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}
