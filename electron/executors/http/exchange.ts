import type { Readable } from "node:stream";
import { Client } from "undici";
import type { HttpMethod } from "../../../shared/http-request.ts";
import { nextTurn } from "../../base/clock.ts";
import { connectionFailure } from "./connection-failure.ts";
import { HttpFailure } from "./http-failure.ts";
import { openConnection, type ConnectionParts } from "./open-connection.ts";

/** The most that the headers of an answer may take, bytes. */
const mostHeaderBytes = 65_536;

export interface Outgoing {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | undefined;
}

/** The head of an answer; its body is read from `content`, as it came. */
export interface Answer {
  readonly status: number;
  readonly words: string;
  /** Names in small letters; those that come several times have several values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly content: Readable;
  /** Ends the connection. */
  close(): void;
}

/**
 * Sends one request over a connection of its own and waits for the head of its answer.
 * @throws HttpFailure; the signal's reason when it aborts
 */
export async function exchange(outgoing: Outgoing, parts: ConnectionParts): Promise<Answer> {
  const { url, method, headers, body } = outgoing;
  const { clock, limits, signal } = parts;
  const expiry = new AbortController();
  let cancel = (): void => undefined;
  let client: Client | undefined;
  try {
    const socket = await openConnection(url, parts);
    // Whatever happens to it is told by the client, too; between two listeners it must not end the program.
    socket.on("error", () => undefined);
    client = new Client(url.origin, {
      connect: (_options, done) => {
        // Called back at once, the client would wait for ever: it does not count on it.
        void nextTurn().then(() => {
          if (socket.destroyed) done(Object.assign(new Error("closed"), { code: "ECONNRESET" }), null);
          else done(null, socket);
        });
      },
      maxHeaderSize: mostHeaderBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
      pipelining: 1,
    });
    cancel = clock.after(limits.firstByteMs, () => {
      const limit = String(limits.firstByteMs / 1_000);
      expiry.abort(new HttpFailure("no_answer", `${url.host} took the request and did not answer within ${limit} s`));
    });
    const response = await client.request({
      method,
      path: `${url.pathname}${url.search}`,
      headers: headers.flatMap(([name, value]) => [name, value]),
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([signal, expiry.signal]),
    });
    const { statusCode: status, statusText: words, body: content } = response;
    const answered = new Map<string, readonly string[]>();
    for (const [name, value] of Object.entries(response.headers)) {
      if (value !== undefined) answered.set(name.toLowerCase(), typeof value === "string" ? [value] : value);
    }
    const used = client;
    return { status, words, headers: answered, content, close: () => void used.destroy().catch(() => undefined) };
  } catch (error) {
    void client?.destroy().catch(() => undefined);
    if (signal.aborted) throw signal.reason;
    if (expiry.signal.aborted) throw expiry.signal.reason;
    throw connectionFailure(error, url.host);
  } finally {
    cancel();
  }
}
