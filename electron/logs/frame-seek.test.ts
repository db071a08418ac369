import { mkdtemp, open, rm, writeFile, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { firstFrameFrom, lastFrameUntil } from "./frame-seek.ts";
import { encodeFrame, frameHeaderBytes } from "./frame.ts";
import { readWindow } from "./log-reader.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-seek-"));
  path = join(folder, "a.log");
});
afterEach(() => rm(folder, { recursive: true }));

function frame(payload: Buffer): Buffer {
  return encodeFrame({ stream: "stdout", atMs: 1_790_000_000_000, sourceEnd: 12_345, payload });
}

async function writeLog(frames: readonly Buffer[]): Promise<readonly number[]> {
  await writeFile(path, Buffer.concat(frames));
  const starts = [0];
  for (const { length } of frames) starts.push((starts.at(-1) ?? 0) + length);
  return starts;
}

async function withFile<T>(work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    return await work(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

/** Frames whose payloads are what might mislead: pieces of frames, headers alone, zeros. */
const payloads = fc.oneof(
  fc.integer({ min: 0, max: 65_536 }).map((length) => Buffer.alloc(length, 0x41)),
  fc.integer({ min: 0, max: 40_000 }).map((length) => Buffer.alloc(length, 1)),
  fc.integer({ min: 0, max: 60_000 }).map((length) => {
    // A header that says so many bytes follow, again and again.
    const header = frame(Buffer.alloc(length)).subarray(0, frameHeaderBytes);
    return Buffer.concat(Array.from({ length: 40 }, () => header));
  }),
  fc
    .integer({ min: 1, max: 400 })
    .map((length) => Buffer.concat(Array.from({ length: 60 }, () => frame(Buffer.alloc(length, 0x42))))),
);

test("any byte of a long log leads to the frame that holds it, whatever the script wrote", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(payloads, { minLength: 30, maxLength: 60 }), fc.nat(), async (parts, seed) => {
      const starts = await writeLog(parts.map(frame));
      const size = starts.at(-1) ?? 0;
      const target = seed % size;
      await withFile(async (file) => {
        expect(await firstFrameFrom({ file, size }, 0, target)).toBe(starts.find((start) => start >= target));
        expect(await lastFrameUntil({ file, size }, 0, target)).toBe(starts.findLast((start) => start <= target));
      });
    }),
    { numRuns: 40 },
  );
});

test("a script that forges a second row of frames through all of the log is seen through", async () => {
  // Each payload ends with a header whose frame reaches to the same place in the next payload.
  const length = 5_000;
  const forged = frame(Buffer.alloc(length)).subarray(0, frameHeaderBytes);
  const payload = Buffer.concat([Buffer.alloc(length - frameHeaderBytes - 100, 0x41), forged, Buffer.alloc(100, 0x41)]);
  const starts = await writeLog(Array.from({ length: 4_000 }, () => frame(payload)));
  const size = starts.at(-1) ?? 0;
  await withFile(async (file) => {
    for (const target of [size - 1, size - 70_000, size - 5_000_000]) {
      expect(await firstFrameFrom({ file, size }, 0, target)).toBe(starts.find((start) => start >= target));
    }
  });
});

test("the tail of a long log is found by reading a little of it", async () => {
  const starts = await writeLog(Array.from({ length: 1_000 }, () => frame(Buffer.alloc(60_000, 0x0a))));
  await withFile(async (file, size) => {
    let read = 0;
    const counting = {
      read: async (buffer: Buffer, offset: number, length: number, position: number) => {
        read += length;
        return file.read(buffer, offset, length, position);
      },
    } as unknown as FileHandle;
    const target = size - 262_144;
    expect(await firstFrameFrom({ file: counting, size }, 0, target)).toBe(starts.find((start) => start >= target));
    expect(read).toBeLessThan(2_000_000);
  });
});

test("a window is what lies about a byte, in whole frames", async () => {
  const starts = await writeLog(Array.from({ length: 300 }, (_, index) => frame(Buffer.alloc(1_000, index % 256))));
  const at = (starts[150] ?? 0) + 500;
  const window = await readWindow(path, { at, before: 3_000, after: 3_000 });
  expect(window.from).toBe(starts[147]);
  expect(window.next).toBe(starts[154]);
  expect(window.frames).toHaveLength(7);
  const whole = await readWindow(path, { at: 1e9, before: 1_000, after: 10 });
  expect(whole.from).toBe(starts[299]);
  expect(whole.next).toBe(whole.size);
});
