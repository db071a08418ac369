import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeLog, naiveLines, naiveSearch, type NaiveFrame } from "../testing/naive-search.ts";
import { findMatch } from "./find-match.ts";
import { locateLine } from "./locate-line.ts";
import { readLines } from "./log-lines.ts";
import { extendMarks, noMarks } from "./log-marks.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-places-"));
  path = join(folder, "a.log");
});
afterEach(() => rm(folder, { recursive: true }));

const filler = Buffer.from(`${"plain text ".repeat(400)}\n`.repeat(14));

/** Logs over several marks: much that does not matter, and lines that begin, wait and go on across it. */
const frames = fc.array(
  fc.record({
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    payload: fc.oneof(
      { weight: 3, arbitrary: fc.constant(filler) },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom("needle", "nee", "dle", "\n", "x\nneedle\nyneedle", "a", "\u001b[31m")
          .map((text) => Buffer.from(text)),
      },
    ),
  }),
  { minLength: 20, maxLength: 90 },
);
const pattern = { text: "needle", regex: false, matchCase: true };

test("the next and the previous match are those a look at everything gives, from any place", async () => {
  await fc.assert(
    fc.asyncProperty(frames, fc.nat(), async (parts, seed) => {
      const log = encodeLog(parts);
      await writeFile(path, log);
      const all = naiveSearch(parts, pattern);
      const from = seed % 3 === 0 ? (all[seed % Math.max(1, all.length)]?.at ?? 0) : seed % (log.length + 1);
      const question = { path, pattern, streams: undefined, marks: noMarks, from } as const;
      const next = findMatch({ ...question, direction: "next" });
      const previous = findMatch({ ...question, direction: "previous" });
      expect(next.match?.at).toBe(all.find(({ at }) => at > from)?.at);
      expect(next.match?.line).toBe(all.find(({ at }) => at > from)?.line);
      expect(previous.match?.at).toBe(all.findLast(({ at }) => at < from)?.at);
      expect(findMatch({ ...question, marks: previous.marks, direction: "next" }).match).toEqual(next.match);
    }),
    { numRuns: 12 },
  );
});

test("without a place, the first and the last are found", async () => {
  const parts: NaiveFrame[] = [
    { stream: "stdout", payload: Buffer.from("needle 1\n") },
    { stream: "stdout", payload: filler },
    { stream: "stdout", payload: Buffer.from("needle 2") },
  ];
  await writeFile(path, encodeLog(parts));
  const question = { path, pattern, streams: undefined, marks: noMarks, from: undefined } as const;
  expect(findMatch({ ...question, direction: "next" }).match?.text).toBe("needle 1");
  expect(findMatch({ ...question, direction: "previous" }).match?.text).toBe("needle 2");
  expect(
    findMatch({ ...question, pattern: { ...pattern, text: "none" }, direction: "previous" }).match,
  ).toBeUndefined();
});

test("lines by number, by byte and by time are those that begin there", async () => {
  await fc.assert(
    fc.asyncProperty(frames, fc.nat(), async (parts, seed) => {
      const log = encodeLog(parts);
      await writeFile(path, log);
      const lines = naiveLines(parts);
      const number = 1 + (seed % lines.length);
      const begins = (line: number): number => lines[line - 1]?.places[0] ?? NaN;
      const { place, marks } = locateLine(path, { line: number }, noMarks);
      expect(place).toMatchObject({ line: number, at: begins(number), lines: lines.length, size: log.length });
      const at = begins(1) + (seed % (log.length - begins(1)));
      const last = lines.findLastIndex(({ places }) => (places[0] ?? NaN) <= at) + 1;
      expect(locateLine(path, { at }, marks).place).toMatchObject({ line: last, at: begins(last) });
      expect(locateLine(path, { line: 1e9 }, marks).place.line).toBe(lines.length);
      const read = readLines({ path, from: number, count: 20, marks: noMarks });
      const expected = lines.slice(number - 1, number + 19);
      expect(read.lines.map((line) => [line.line, line.at])).toEqual(
        expected.map(({ places }, index) => [number + index, places[0]]),
      );
      expect(read.lines.map(({ text }) => text)).toEqual(
        expected.map(({ bytes }) => bytes.toString("utf8").replace(/\r?\n$/, "")),
      );
    }),
    { numRuns: 12 },
  );
});

test("the first line at an instant is told; after the last, the last", async () => {
  const parts = Array.from({ length: 200 }, (): NaiveFrame => ({ stream: "stdout", payload: filler }));
  await writeFile(path, encodeLog(parts));
  // Each frame arrives a millisecond after the one before it, the first at 1,000.
  expect(locateLine(path, { atMs: 1_150 }, noMarks).place).toMatchObject({ line: 150 * 14 + 1 });
  expect(locateLine(path, { atMs: 0 }, noMarks).place).toMatchObject({ line: 1 });
  expect(locateLine(path, { atMs: 9_999 }, noMarks).place).toMatchObject({ line: 200 * 14 });
});

test("an empty log has no lines", () => {
  expect(locateLine(path, { line: 3 }, noMarks).place).toEqual({ line: 0, at: 0, frame: 0, lines: 0, size: 0 });
  expect(readLines({ path, from: 1, count: 5, marks: noMarks })).toMatchObject({ lines: [], size: 0 });
});

test("marks of a log that grows stay few, and lead where a fresh look does", async () => {
  let marks = noMarks;
  const part: NaiveFrame = { stream: "stdout", payload: Buffer.from("some words\nand a half") };
  for (let turn = 0; turn < 30; turn++) {
    await appendFile(path, encodeLog([part]));
    marks = extendMarks(path, marks);
  }
  expect(marks.length).toBeLessThanOrEqual(3);
  expect(marks.at(-1)).toEqual(extendMarks(path, noMarks).at(-1));
});
