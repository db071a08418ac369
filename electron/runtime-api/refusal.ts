/** Why a call is not answered with what it asked for: what the wire says of it. */
export class Refusal extends Error {
  readonly status: number;
  /** A word for programs, such as `variable_not_found`. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** When it is worth coming again, seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly details?: Readonly<Record<string, unknown>>; readonly retryAfter?: number } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.details = more.details;
    this.retryAfter = more.retryAfter;
  }
}

/** Asks the caller to come again: helpers do. */
export function notNow(code: "not_ready" | "shutting_down", message: string): Refusal {
  return new Refusal(503, code, message, { retryAfter: 1 });
}
