import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { logStreams } from "../../shared/words.ts";
import { frameHeaderBytes, readFrameLength } from "./frame.ts";
import type { LineRun } from "./line-run.ts";
import { createLineScanner, type LineScanner, type ScanMark } from "./line-scanner.ts";

/** Read from the file at once, bytes. */
const blockBytes = 1_048_576;

export interface LogScan {
  readonly path: string;
  readonly from: ScanMark;
  /** Where a frame begins at which the scan ends; absent: the end of the file as it is now. */
  readonly until?: number | undefined;
  readonly take: (run: LineRun) => void;
  /** After each block, its whole lines taken: where the next frame begins. False ends the scan. */
  readonly block?: (offset: number, size: number, scanner: LineScanner) => boolean;
}

/**
 * Reads lines of a log, block by block, in this thread; memory is bounded by the block and the longest line. At the end
 * of the file, unfinished lines are taken as they are. A file that is not there is an empty log; a torn or damaged frame
 * ends it.
 * @returns the size of the file, and where the reading ended
 */
export function scanLog({ path, from, until, take, block }: LogScan): { readonly size: number; readonly end: number } {
  const file = openIfThere(path);
  if (file === undefined) return { size: 0, end: 0 };
  try {
    const { size } = fstatSync(file);
    const readSpan = (at: number, length: number): Buffer => {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    };
    const scanner = createLineScanner(from, readSpan, take);
    const buffer = Buffer.allocUnsafe(blockBytes);
    const limit = Math.min(until ?? size, size);
    let offset = from.offset;
    while (offset < limit) {
      const bytes = buffer.subarray(0, readSync(file, buffer, 0, Math.min(blockBytes, limit - offset), offset));
      const consumed = takeFrames(bytes, offset, scanner);
      if (consumed === 0) break;
      offset += consumed;
      scanner.flush();
      if (block?.(offset, size, scanner) === false) return { size, end: offset };
    }
    if (until === undefined || until >= size) scanner.end();
    return { size, end: offset };
  } finally {
    closeSync(file);
  }
}

/** @returns how many bytes the whole frames took */
function takeFrames(bytes: Buffer, offset: number, scanner: LineScanner): number {
  let at = 0;
  while (bytes.length - at >= frameHeaderBytes) {
    const length = readFrameLength(bytes.subarray(at, at + frameHeaderBytes));
    const stream = logStreams[(bytes[at] ?? 0) - 1];
    if (length === undefined || stream === undefined || at + length > bytes.length) break;
    const atMs = bytes.readUInt32BE(at + 8) * 2 ** 32 + bytes.readUInt32BE(at + 12);
    scanner.frame(stream, offset + at, atMs, bytes.subarray(at + frameHeaderBytes, at + length));
    at += length;
  }
  return at;
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
