import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "./refusal.ts";

/** JSON is the only kind of body but where something else is said. */
export function takeJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    noteBody(request, body);
    try {
      done(null, body.length === 0 ? undefined : (JSON.parse(utf8(body)) as unknown));
    } catch (error) {
      done(
        error instanceof Refusal ? error : new Refusal(400, "invalid_json", "The body is not JSON in UTF-8."),
        undefined,
      );
    }
  });
}

/** A body that is text is taken as it is: a stream need not become JSON first. */
export function takeText(app: FastifyInstance): void {
  app.addContentTypeParser("text/plain", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    noteBody(request, body);
    try {
      done(null, utf8(body));
    } catch {
      done(new Refusal(422, "invalid_text", "The text is not in UTF-8."), undefined);
    }
  });
}

function utf8(body: Buffer): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
}

function noteBody(request: FastifyRequest, body: Buffer): void {
  if (request.headers["idempotency-key"] === undefined) return;
  request.facts.bodyHash = createHash("sha256").update(body).digest("hex");
}

/**
 * JSON text of a value that came as JSON.
 * @throws Refusal 422 where it is nested too deeply to be written again
 */
export function toJsonText(value: unknown, field: string): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(422, `invalid_${field}`, "It is nested too deeply.");
    throw error;
  }
}
