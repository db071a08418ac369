import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";
import type { Clock } from "../base/clock.ts";
import { CallFailure, describeCallError } from "./call-failure.ts";

/** How long a connection, and then the answer, may take. Milliseconds. */
const connectWithinMs = 10_000;
const answerWithinMs = 30_000;
/** What is read of an answer, bytes and milliseconds; what it says does not matter. */
const mostAnswerBytes = 65_536;
const readAnswerWithinMs = 5_000;
/** Redirects within the same host that are followed. */
const mostRedirects = 3;
/** The redirects that keep method and body: RFC 9110 sections 15.4.8 and 15.4.9. */
const followable = [307, 308];

export interface Call {
  /** In full, with what may be secret in it. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CallAnswer {
  /** The status of HTTP and its words, as they came. */
  readonly status: number;
  readonly words: string;
  readonly retryAfter: string | undefined;
}

/**
 * Posts to an address and waits for the head of its answer. Redirects within the same host are followed, others are
 * the answer.
 * @throws CallFailure when there was no answer, in words that hold nothing of the address but its host; the signal's
 * reason when it aborts
 */
export async function callAddress(clock: Clock, call: Call, signal: AbortSignal): Promise<CallAnswer> {
  let address = new URL(call.address);
  for (let redirects = 0; ; redirects++) {
    const { answer, location } = await post(clock, address, call, signal);
    const next = location === undefined ? null : URL.parse(location, address.href);
    const isFollowed =
      next !== null && redirects < mostRedirects && followable.includes(answer.status) && sameHost(address, next);
    if (!isFollowed) return answer;
    address = next;
  }
}

/** A secure address never leads to a plain one. */
function sameHost(from: URL, to: URL): boolean {
  return from.host === to.host && from.protocol === to.protocol;
}

function post(
  clock: Clock,
  address: URL,
  { headers, body }: Call,
  signal: AbortSignal,
): Promise<{ readonly answer: CallAnswer; readonly location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const isSecure = address.protocol === "https:";
    const outgoing = (isSecure ? requestSecure : requestPlain)(address, {
      method: "POST",
      headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
      // A connection of its own, closed afterwards.
      agent: false,
      signal,
    });
    const giveUp = (what: string, afterMs: number): (() => void) =>
      clock.after(afterMs, () => {
        outgoing.destroy(new CallFailure(`${address.host} ${what} within ${String(afterMs / 1_000)} s`));
      });
    const connected = giveUp("could not be connected to", connectWithinMs);
    const answered = giveUp("did not answer", answerWithinMs);
    const settle = (): void => {
      connected();
      answered();
    };
    outgoing.on("socket", (socket) => socket.once(isSecure ? "secureConnect" : "connect", connected));
    outgoing.on("error", (error) => {
      settle();
      reject(signal.aborted ? (signal.reason as Error) : describeCallError(error, address.host));
    });
    outgoing.on("response", (response) => {
      settle();
      readAway(clock, response);
      const { statusCode: status = 0, statusMessage: words = "" } = response;
      const { location, "retry-after": retryAfter } = response.headers;
      resolve({ answer: { status, words, retryAfter }, location });
    });
    outgoing.end(body);
  });
}

/** Lets the other side finish what it says, within bounds. */
function readAway(clock: Clock, response: IncomingMessage): void {
  let bytes = 0;
  const cancel = clock.after(readAnswerWithinMs, () => response.destroy());
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostAnswerBytes) response.destroy();
  });
  // The head has come, and with it the answer: how the rest ends changes nothing.
  response.on("error", cancel);
  response.on("close", cancel);
}
