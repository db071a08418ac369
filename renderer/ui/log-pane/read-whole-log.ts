import type { LogRead } from "../../bridge/views.ts";
import { decodeParts } from "./decode-parts.ts";
import type { LogRequest } from "./follow-log.ts";

const readBytes = 1_048_576;

/**
 * Every byte of a log as it is now, streams as they arrived, without anything added: its SHA-256 is the one that was
 * recorded when the execution ended.
 * @param progressed told the share that is read, 0 to 1
 * @throws whatever `read` throws, and the signal's reason when it was given up
 */
export async function readWholeLog(
  read: (request: LogRequest) => Promise<LogRead>,
  progressed: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let offset = 0; ;) {
    const answer = await read({ offset, limit: readBytes });
    signal.throwIfAborted();
    pieces.push(...decodeParts(answer.parts).map((part) => part.bytes));
    if (answer.parts.length === 0) return pieces;
    offset = answer.next;
    progressed(answer.size === 0 ? 1 : Math.min(1, offset / answer.size));
    if (offset >= answer.size) return pieces;
  }
}
