import { open, type FileHandle } from "node:fs/promises";
import { decodeFrames, readFrameLength, frameHeaderBytes, type Frame } from "./frame.ts";

export interface LogSlice {
  readonly frames: readonly Frame[];
  /** Where to read on. */
  readonly next: number;
  /** Size of the file now. */
  readonly size: number;
}

/**
 * Reads whole frames from `offset`, at most about `limit` bytes of file (one frame more when it is larger).
 * A missing file is an empty log.
 */
export async function readLog(path: string, offset: number, limit: number): Promise<LogSlice> {
  const file = await openIfThere(path);
  if (file === undefined) return { frames: [], next: offset, size: 0 };
  try {
    const { size } = await file.stat();
    for (let length = limit; ; length *= 2) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      const { frames, consumed } = decodeFrames(buffer.subarray(0, bytesRead));
      // A frame may be larger than a small limit: ask again rather than never come past it.
      if (frames.length > 0 || offset + bytesRead >= size) return { frames, next: offset + consumed, size };
    }
  } finally {
    await file.close();
  }
}

/** All frames of a log from `offset` on, in slices of at most `sliceBytes` of file. */
export async function* readWholeLog(path: string, offset = 0, sliceBytes = 1_048_576): AsyncGenerator<LogSlice> {
  for (let at = offset; ;) {
    const slice = await readLog(path, at, sliceBytes);
    if (slice.frames.length === 0) return;
    yield slice;
    at = slice.next;
  }
}

/** How much of the file is looked at together while walking over frames. */
const walkBytes = 65_536;

/**
 * The start of the first frame that lies within the last `tail` bytes of the file, found by walking over the headers
 * from `offset`, which must be the start of a frame, and never before it. A script's output can look like a header, so
 * there is no shorter way. Without such a frame: the end of the last whole one.
 */
export async function findTail(path: string, offset: number, tail: number): Promise<number> {
  const file = await openIfThere(path);
  if (file === undefined) return offset;
  try {
    const { size } = await file.stat();
    const window = Buffer.allocUnsafe(walkBytes);
    let windowStart = 0;
    let windowLength = 0;
    let at = offset;
    while (at < size - tail) {
      if (at < windowStart || at + frameHeaderBytes > windowStart + windowLength) {
        windowStart = at;
        windowLength = (await file.read(window, 0, window.length, at)).bytesRead;
      }
      const length = readFrameLength(window.subarray(at - windowStart, windowLength));
      if (length === undefined || at + length > size) return at;
      at += length;
    }
    return at;
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
