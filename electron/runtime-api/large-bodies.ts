import type { FastifyReply, FastifyRequest } from "fastify";
import { sessionOf } from "./request-facts.ts";
import type { Session } from "./session.ts";

/** Smaller bodies come in as they like, bytes. */
const smallBytes = 256 * 1024;

/** Texts of one execution that come in at once: one may be streamed while another is given. */
const textLanes = 4;

interface Lanes {
  json: Promise<void>;
  readonly texts: Promise<void>[];
  nextText: number;
}

/**
 * Lets large bodies of one execution in one after the other, texts a few at once: as JSON each may take some forty times
 * its length of memory, and a script has many connections.
 * @returns what resolves once the body of a request may be read; the next waits until it is answered
 */
export function createLargeBodies(): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const lanes = new WeakMap<Session, Lanes>();

  function lanesOf(session: Session): Lanes {
    let own = lanes.get(session);
    if (own === undefined) {
      own = { json: Promise.resolve(), texts: Array.from({ length: textLanes }, () => Promise.resolve()), nextText: 0 };
      lanes.set(session, own);
    }
    return own;
  }

  return async (request, { raw: response }) => {
    const { "content-length": length, "transfer-encoding": coding, "content-type": type } = request.headers;
    const isLarge = coding !== undefined || Number(length ?? 0) > smallBytes;
    if (!isLarge || response.destroyed || request.raw.socket.destroyed) return;
    // Comes also when the caller hangs up.
    const answered = new Promise<void>((resolve) => response.once("close", resolve));
    const own = lanesOf(sessionOf(request));
    let before = own.json;
    if (type?.startsWith("text/plain") === true) {
      own.nextText = (own.nextText + 1) % textLanes;
      before = own.texts[own.nextText] ?? before;
      own.texts[own.nextText] = before.then(() => answered);
    } else own.json = before.then(() => answered);
    await before;
  };
}
