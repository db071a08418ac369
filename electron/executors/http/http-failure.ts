import type { FailureReason } from "../../../shared/failure.ts";

type HttpFailureReason = Extract<
  FailureReason,
  "no_answer" | "address_refused" | "answer_error" | "answer_unexpected" | "invalid_event" | "secret_missing"
>;

/** A request did not succeed. The message is for people, names what was asked and no secret. */
export class HttpFailure extends Error {
  readonly reason: HttpFailureReason;
  /** How long the server asks to be left alone, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: HttpFailureReason,
    message: string,
    more: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "HttpFailure";
    this.reason = reason;
    this.retryAfterMs = more.retryAfterMs;
  }
}
