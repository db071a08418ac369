import type { LogStream } from "../../shared/words.ts";
import type { Frame } from "./frame.ts";

/** So much of the end of the output is kept beside its beginning: errors stand there. */
const mostTailBytes = 65_536;
/** Bounds the memory of a tail of very small pieces. */
const mostTailPieces = 4_096;

/** How a limit is divided: the beginning of the output, and its end. Bytes. */
export interface LogLimit {
  readonly head: number;
  readonly tail: number;
}

/** @param limitBytes undefined or 0: everything is kept */
export function divideLimit(limitBytes: number | undefined): LogLimit {
  if (limitBytes === undefined || limitBytes === 0) return { head: Infinity, tail: mostTailBytes };
  const tail = Math.min(mostTailBytes, Math.floor(limitBytes / 4));
  return { head: limitBytes - tail, tail };
}

const fullWords = "The limit of this log is reached: ";
const leftOutWords = "Here the log goes on: ";

/** What the log itself says where its beginning ends. */
export function sayFull(head: number, tail: number): Buffer {
  return Buffer.from(
    `\n${fullWords}its first ${bytes(head)} are kept. What follows is left out, except for about the last ${bytes(tail)}, ` +
      "which are added once the script has ended. The script goes on undisturbed.\n",
  );
}

/** What the log itself says before its last part. @param kept the bytes of that part */
export function sayLeftOut(dropped: number, kept: number): Buffer {
  const left = dropped === 0 ? "nothing had to be left out" : `${bytes(dropped)} were left out`;
  return Buffer.from(`\n${leftOutWords}${left}. The last ${bytes(kept)} follow.\n`);
}

/** Whether a frame is one of the two marks. Scripts cannot write to the stream these are in. */
export function markOf({ stream, payload }: Frame): "full" | "left-out" | undefined {
  if (stream !== "system") return undefined;
  const text = payload.toString("utf8", 1, 60);
  if (text.startsWith(fullWords)) return "full";
  return text.startsWith(leftOutWords) ? "left-out" : undefined;
}

function bytes(count: number): string {
  return `${count.toLocaleString("en-US")} bytes`;
}

/** A piece of output, masked, with the positions in its source from which and to which it was made. */
export interface LogPiece {
  readonly stream: LogStream;
  readonly atMs: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
  readonly payload: Buffer;
}

/** The newest pieces of an output: at least so many bytes while there are as many, and never 64 KB more. */
export interface LogTail {
  /** @param piece its payload is copied */
  push(piece: LogPiece): void;
  /** All pieces, oldest first. The first begins with a line where that can be had. */
  take(): readonly LogPiece[];
  /** Up to where each stream has been let go; undefined while nothing was. */
  readonly dropped: Readonly<Partial<Record<LogStream, number>>>;
}

export function createLogTail(size: number): LogTail {
  let pieces: LogPiece[] = [];
  let first = 0;
  let length = 0;
  const dropped: Partial<Record<LogStream, number>> = {};

  return {
    dropped,
    push(piece) {
      pieces.push({ ...piece, payload: Buffer.from(piece.payload) });
      length += piece.payload.length;
      for (let oldest = pieces[first]; oldest !== undefined; oldest = pieces[first]) {
        if (length - oldest.payload.length < size && pieces.length - first <= mostTailPieces) break;
        length -= oldest.payload.length;
        dropped[oldest.stream] = oldest.sourceEnd;
        first++;
      }
      if (first > mostTailPieces) {
        pieces = pieces.slice(first);
        first = 0;
      }
    },
    take() {
      const [oldest, ...others] = pieces.slice(first);
      if (oldest === undefined) return [];
      const lineStart = oldest.payload.indexOf(0x0a) + 1;
      // Where nothing was masked, bytes of the piece are bytes of its source.
      const isPlain = oldest.payload.length === oldest.sourceEnd - oldest.sourceStart;
      if (dropped[oldest.stream] === undefined || !isPlain || lineStart === oldest.payload.length)
        return [oldest, ...others];
      const sourceStart = oldest.sourceStart + lineStart;
      dropped[oldest.stream] = sourceStart;
      return [{ ...oldest, sourceStart, payload: oldest.payload.subarray(lineStart) }, ...others];
    },
  };
}
