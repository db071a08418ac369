import { createHash, type Hash } from "node:crypto";
import type { LogStream } from "../../shared/words.ts";
import { frameHeaderBytes } from "./frame.ts";
import { markOf } from "./log-limit.ts";
import { readWholeLog } from "./log-reader.ts";

/** What a log file says about the run that writes it. Positions are bytes of the script's own output. */
export interface WrittenLog {
  /** So many bytes of the file stay; what follows is to be cut off. */
  readonly size: number;
  /** Payload within these. */
  readonly bytes: number;
  readonly hash: Hash;
  /** Where each stream is to be read on. */
  readonly positions: Readonly<Record<LogStream, number>>;
  /** Where the beginning that is kept ended; undefined while the limit is not reached. */
  readonly headEnds: Readonly<Record<LogStream, number>> | undefined;
}

/**
 * Reads what an earlier process wrote of a log. A torn last frame is left out, and so is the end that is added to a log
 * over its limit: the run has not been settled, so its output can be read again from the positions given.
 */
export async function takeUpLog(path: string): Promise<WrittenLog> {
  const positions: Record<LogStream, number> = { stdout: 0, stderr: 0, system: 0 };
  const hash = createHash("sha256");
  let headEnds: Record<LogStream, number> | undefined;
  let bytes = 0;
  let size = 0;
  for await (const slice of readWholeLog(path)) {
    for (const frame of slice.frames) {
      const mark = markOf(frame);
      if (mark === "left-out") return { size, bytes, hash, positions, headEnds };
      if (mark === "full") headEnds = { ...positions };
      positions[frame.stream] = frame.sourceEnd;
      hash.update(frame.payload);
      bytes += frame.payload.length;
      size += frameHeaderBytes + frame.payload.length;
    }
  }
  return { size, bytes, hash, positions, headEnds };
}
