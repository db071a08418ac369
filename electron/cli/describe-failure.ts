import { TRPCClientError } from "@trpc/client";
import { errorDetails, toErrorDetails, type ErrorDetails } from "../../shared/errors.ts";

/** What went wrong, whichever side of the contract it happened on. */
export function failureDetails(error: unknown): ErrorDetails {
  if (error instanceof TRPCClientError) {
    const sent = errorDetails.safeParse((error.data as { readonly details?: unknown } | null)?.details);
    if (sent.success) return sent.data;
  }
  return toErrorDetails(error);
}

/** One line for stderr: what happened, and what to do about it. */
export function failureLine(error: unknown): string {
  const { message, remedy } = failureDetails(error);
  const sentence = /[.?!…]$/.test(message) ? message : `${message}.`;
  return `cronium: ${[sentence, remedy]
    .filter(Boolean)
    .join(" ")
    .replaceAll(/\s*\n\s*/g, " ")}`;
}
