import { open, type FileHandle } from "node:fs/promises";
import { firstFrameFrom, lastFrameUntil } from "./frame-seek.ts";
import { decodeFrames, type Frame } from "./frame.ts";

export interface LogSlice {
  readonly frames: readonly Frame[];
  /** Where to read on. */
  readonly next: number;
  /** Size of the file now. */
  readonly size: number;
}

/**
 * Reads whole frames from `offset`, at most about `limit` bytes of file (one frame more when it is larger).
 * A missing file is an empty log, and one that is damaged, or asked for within a frame, ends there.
 */
export async function readLog(path: string, offset: number, limit: number): Promise<LogSlice> {
  const file = await openIfThere(path);
  if (file === undefined) return { frames: [], next: offset, size: 0 };
  try {
    const { size } = await file.stat();
    for (let length = limit; ; length *= 2) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      const { frames, consumed, damaged } = decodeFrames(buffer.subarray(0, bytesRead));
      // A frame may be larger than a small limit: ask again rather than never come past it.
      if (frames.length > 0 || damaged || offset + bytesRead >= size) return { frames, next: offset + consumed, size };
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

/**
 * The start of the first frame that lies within the last `tail` bytes of the file, not before `offset`, which must be
 * the start of a frame. Without such a frame: the end of the last whole one.
 */
export async function findTail(path: string, offset: number, tail: number): Promise<number> {
  const file = await openIfThere(path);
  if (file === undefined) return offset;
  try {
    const { size } = await file.stat();
    return size - tail <= offset ? offset : await firstFrameFrom({ file, size }, offset, size - tail);
  } finally {
    await file.close();
  }
}

/**
 * The frames around any byte of the file: what begins `before` bytes ahead of it at the latest, and `after` bytes
 * behind it.
 * @returns where the first frame begins, too
 */
export async function readWindow(
  path: string,
  { at, before, after }: { readonly at: number; readonly before: number; readonly after: number },
): Promise<LogSlice & { readonly from: number }> {
  const file = await openIfThere(path);
  if (file === undefined) return { frames: [], from: 0, next: 0, size: 0 };
  let from: number;
  let end: number;
  try {
    const { size } = await file.stat();
    const middle = Math.min(at, size);
    from = await lastFrameUntil({ file, size }, 0, Math.max(0, middle - before));
    end = await firstFrameFrom({ file, size }, from, Math.min(size, middle + after));
  } finally {
    await file.close();
  }
  const slice = await readLog(path, from, Math.max(1, end - from));
  return { ...slice, from };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
