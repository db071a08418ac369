import type { FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Logger } from "../base/logger.ts";
import { failureAnswer } from "./envelope.ts";
import { inputComplaint } from "./input-complaint.ts";
import { Refusal } from "./refusal.ts";

/** The framework's own complaints that have a word of their own on the wire. */
const codes: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "body_too_large", "The body is larger than is taken."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "unsupported_media_type", "A body has to be application/json."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "bad_request", "The body has another length than its header says."],
  FST_ERR_BAD_URL: [400, "bad_request", "The address cannot be read."],
};

/** Answers with what went wrong; what nobody foresaw is logged, and nothing of it is told. */
export function answerError(logger: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request.body);
  if (refusal.status >= 500 && !(error instanceof Refusal)) {
    logger.error({ error, route: request.routeOptions.url }, "a call of a script failed");
  }
  request.facts.code = refusal.code;
  if (refusal.retryAfter !== undefined) void reply.header("retry-after", String(refusal.retryAfter));
  if (refusal.status === 401) void reply.header("www-authenticate", "Bearer");
  // A body that was not read stands in the way of the next request.
  if (refusal.status === 413 || refusal.status === 415) void reply.header("connection", "close");
  void reply
    .code(refusal.status)
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(failureAnswer(refusal)));
}

function refusalOf(error: unknown, body: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { field, message } = inputComplaint(error.validation, body);
    const name = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return new Refusal(422, `invalid_${name}`, message, { details: { field } });
  }
  const { code, statusCode } = error as { readonly code?: string; readonly statusCode?: number };
  const known = codes[code ?? ""];
  if (known !== undefined) return new Refusal(...known);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal(statusCode, "bad_request", "The request cannot be understood.");
  }
  return new Refusal(500, "internal", "The program failed to answer; its own log says why.");
}
