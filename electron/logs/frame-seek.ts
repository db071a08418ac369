import type { FileHandle } from "node:fs/promises";
import { frameHeaderBytes, largestPayloadBytes, readFrameLength } from "./frame.ts";

/** How much of the file is looked at together while walking over frames, bytes. */
const walkBytes = 65_536;
/** The longest frame: a stretch this long holds the beginning of at least one. */
const longestFrame = frameHeaderBytes + largestPayloadBytes;
/** How far before a place the search for a beginning starts; the next is tried where one does not suffice. Bytes. */
const distances = [2 * longestFrame, 16 * longestFrame, 128 * longestFrame];

/** An open log and how much of it is looked at. */
export interface LogExtent {
  readonly file: FileHandle;
  readonly size: number;
}

/**
 * The first frame that begins at `target` or later. Without such a frame: the end of the last whole one.
 * @param from the start of a frame, where the walk may begin; nothing before it is answered
 */
export async function firstFrameFrom(log: LogExtent, from: number, target: number): Promise<number> {
  const { at } = await walk(log, await frameNear(log, from, target), target);
  return at;
}

/** The last frame that begins at `target` or before it; `from` as above. */
export async function lastFrameUntil(log: LogExtent, from: number, target: number): Promise<number> {
  const { at, before } = await walk(log, await frameNear(log, from, target), target);
  return at > target ? before : at;
}

/** Goes from frame to frame until one begins at `target` or later, or no whole one follows. */
async function walk(
  { file, size }: LogExtent,
  from: number,
  target: number,
): Promise<{ readonly at: number; readonly before: number }> {
  const headers = headerReader(file, walkBytes);
  let at = from;
  let before = from;
  while (at < target) {
    const length = readFrameLength(await headers(at));
    if (length === undefined || at + length > size) break;
    before = at;
    at += length;
  }
  return { at, before };
}

/**
 * The start of a frame close before `target`, without walking there from the beginning. A script's output can look
 * like a frame, so no single place proves anything. But within the length of the longest frame one truly begins: every
 * place that could be it is followed from frame to frame. What was none sooner or later leads to bytes that begin no
 * frame, or meets the true ones, since a frame says where the next begins. Where all that are left meet is the truth.
 * Where they do not meet in time, which a script can contrive, the walk begins at `from` after all.
 */
async function frameNear(log: LogExtent, from: number, target: number): Promise<number> {
  for (const distance of distances) {
    const start = Math.min(target, log.size) - distance;
    if (start <= from) return from;
    const met = await meetingPlace(log, start, target);
    if (met !== undefined) return met;
  }
  return from;
}

async function meetingPlace({ file, size }: LogExtent, start: number, target: number): Promise<number | undefined> {
  const stretch = Buffer.allocUnsafe(longestFrame + frameHeaderBytes);
  const { bytesRead } = await file.read(stretch, 0, stretch.length, start);
  const places = new Set<number>();
  for (let at = 0; at < Math.min(longestFrame, bytesRead); at++) {
    if (looksLikeHeader(stretch, at, bytesRead)) places.add(start + at);
  }
  const headers = headerReader(file, walkBytes);
  while (places.size > 0) {
    let at = Infinity;
    for (const place of places) if (place < at) at = place;
    if (at > target) return undefined;
    if (places.size === 1) return at;
    places.delete(at);
    const length = readFrameLength(await headers(at));
    if (length === undefined) continue;
    // It may be the one that is being written: nothing that follows can say.
    if (at + length > size) return undefined;
    places.add(at + length);
  }
  return undefined;
}

/** Cheaper and stricter than reading the header: instants and positions have zeros in front, too. */
function looksLikeHeader(bytes: Buffer, at: number, length: number): boolean {
  if (at + frameHeaderBytes > length) return false;
  const stream = bytes[at] ?? 0;
  if (stream < 1 || stream > 3) return false;
  if (bytes[at + 1] !== 0 || bytes[at + 2] !== 0 || bytes[at + 3] !== 0 || bytes[at + 4] !== 0) return false;
  if (bytes[at + 8] !== 0 || bytes[at + 9] !== 0 || bytes[at + 16] !== 0) return false;
  return readFrameLength(bytes.subarray(at, at + frameHeaderBytes)) !== undefined;
}

/** Reads the file in larger pieces than headers are. */
function headerReader(file: FileHandle, bytes: number): (at: number) => Promise<Buffer> {
  const window = Buffer.allocUnsafe(bytes);
  let windowStart = 0;
  let windowLength = 0;
  return async (at) => {
    if (at < windowStart || at + frameHeaderBytes > windowStart + windowLength) {
      windowStart = at;
      windowLength = (await file.read(window, 0, window.length, at)).bytesRead;
    }
    return window.subarray(at - windowStart, windowLength);
  };
}
