import { appendFile, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeFrame, frameHeaderBytes, largestPayloadBytes } from "./frame.ts";
import { findTail, readLog } from "./log-reader.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-read-"));
  path = join(folder, "a.log");
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes one frame for each length and gives the places where they begin, and the end. */
async function writeFrames(lengths: readonly number[]): Promise<readonly number[]> {
  const starts = [0];
  const frames = lengths.map((length, index) => {
    starts.push((starts.at(-1) ?? 0) + frameHeaderBytes + length);
    return encodeFrame({ stream: "stdout", atMs: index, sourceEnd: 0, payload: Buffer.alloc(length, index % 256) });
  });
  await writeFile(path, Buffer.concat(frames));
  return starts;
}

const lengths = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 300 }) }, fc.constantFrom(largestPayloadBytes, 65_512)),
  { maxLength: 40 },
);

test("the tail begins at the first frame within it, wherever the walk starts", async () => {
  await fc.assert(
    fc.asyncProperty(lengths, fc.nat(4_000_000), fc.nat(), async (payloads, tail, seed) => {
      const starts = await writeFrames(payloads);
      const size = starts.at(-1) ?? 0;
      const offset = starts[seed % starts.length] ?? 0;
      const expected = starts.find((start) => start >= offset && start >= size - tail);
      expect(await findTail(path, offset, tail)).toBe(expected);
      const read = await readLog(path, await findTail(path, offset, tail), 1_024);
      expect(read.size).toBe(size);
    }),
    { numRuns: 60 },
  );
});

test("a part that is exactly as long as the tail belongs to it", async () => {
  const starts = await writeFrames([100, 200, 300]);
  expect(await findTail(path, 0, frameHeaderBytes + 300)).toBe(starts[2]);
  expect(await findTail(path, 0, frameHeaderBytes + 299)).toBe(starts[3]);
  expect(await findTail(path, 0, 0)).toBe(starts[3]);
});

test("a script that writes what looks like a frame does not mislead the walk", async () => {
  const forged = encodeFrame({ stream: "stderr", atMs: 1, sourceEnd: 1, payload: Buffer.from("forged") });
  const real = encodeFrame({ stream: "stdout", atMs: 1, sourceEnd: 1, payload: Buffer.concat([forged, forged]) });
  await writeFile(path, Buffer.concat([real, real]));
  expect(await findTail(path, 0, real.length + forged.length)).toBe(real.length);
});

test("a torn last frame is no place to begin, but its beginning is the end of what is whole", async () => {
  const starts = await writeFrames([100, 100]);
  await appendFile(
    path,
    encodeFrame({ stream: "stdout", atMs: 1, sourceEnd: 1, payload: Buffer.alloc(500) }).subarray(0, 90),
  );
  expect(await findTail(path, 0, 10)).toBe(starts.at(-1));
  const read = await readLog(path, await findTail(path, 0, 10), 1_024);
  expect(read.frames).toEqual([]);
  expect(read.next).toBe(starts.at(-1));
});

test("a log that is not there yet has no tail to look for", async () => {
  expect(await findTail(join(folder, "none.log"), 0, 100)).toBe(0);
});

test("a log ends where it is damaged, however much follows: that is not read", async () => {
  const [, end = 0] = await writeFrames([100]);
  const size = 3 * 2 ** 30;
  // Nothing but zeros, which take no room on disk: more than can be read at once.
  await truncate(path, size);
  expect(await readLog(path, end, 1_024)).toEqual({ frames: [], next: end, size });
  expect(await readLog(path, 30, 1_024)).toMatchObject({ frames: [], next: 30 });
});
