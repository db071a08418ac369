import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LogMatch, LogPattern, LogSearchStep } from "../../shared/log-search.ts";
import type { LogStream } from "../../shared/words.ts";
import { encodeLog, naiveSearch, type NaiveFrame } from "../testing/naive-search.ts";
import { searchLog } from "./search-log.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-search-"));
  path = join(folder, "a.log");
});
afterEach(() => rm(folder, { recursive: true }));

function pattern(text: string, changes: Partial<LogPattern> = {}): LogPattern {
  return { text, regex: false, matchCase: false, ...changes };
}

async function search(
  log: Buffer,
  wanted: LogPattern,
  { streams, limit = 10_000 }: { readonly streams?: readonly LogStream[]; readonly limit?: number } = {},
): Promise<{ readonly matches: readonly LogMatch[]; readonly total: number }> {
  await writeFile(path, log);
  const steps: Omit<LogSearchStep, "first">[] = [];
  searchLog({ path, pattern: wanted, streams, limit }, (step) => steps.push(step));
  const last = steps.at(-1);
  expect(last).toMatchObject({ ended: true, read: log.length, size: log.length });
  const matches = steps.flatMap((step) => step.matches).sort((left, right) => left.at - right.at);
  return { matches, total: last?.total ?? NaN };
}

/** Pieces of lines that matter: line ends, colours (whole and torn), characters of several bytes, invalid bytes. */
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("a", "b", "ab", "Ab", "AB", "ERROR", "error", " ", "x=", "é", "€", "😀", "K", "ſ"),
  },
  { weight: 2, arbitrary: fc.constantFrom("\n", "\r\n", "\r", "\n\n") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "\u001b[31m",
      "\u001b[0m",
      "\u001b[",
      "\u001b]8;;http://a\u0007",
      "\u001b]0;t\u001b\\",
      "\u001b(B",
      "\u001b",
      "\u001b]0;open",
    ),
  },
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join("")));
const invalid = fc.constantFrom(Buffer.from([0xe2, 0x82]), Buffer.from([0xff]), Buffer.from([0xed, 0xa0, 0x80]));
const written = fc.array(fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: invalid }), { maxLength: 6 });

/** What each stream gets, cut into frames anywhere and interleaved. */
const frames = fc
  .tuple(written, written, fc.array(fc.tuple(fc.nat(7), fc.boolean()), { maxLength: 120 }))
  .map(([stdout, stderr, cuts]): readonly NaiveFrame[] => {
    const rests: Record<string, Buffer> = { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
    const parts: NaiveFrame[] = [];
    const take = (stream: "stdout" | "stderr", length: number): void => {
      const rest = rests[stream] ?? Buffer.alloc(0);
      if (rest.length > 0) parts.push({ stream, payload: rest.subarray(0, length) });
      rests[stream] = rest.subarray(length);
    };
    for (const [length, isError] of cuts) take(isError ? "stderr" : "stdout", length + 1);
    take("stdout", Infinity);
    take("stderr", Infinity);
    return parts;
  });

const patterns = fc.oneof(
  fc.record({
    text: fc.constantFrom(
      "a",
      "ab",
      "error",
      "ERROR",
      "é",
      "€",
      "😀",
      "b\u20ac",
      "k",
      "s",
      "K",
      "aba",
      " x=",
      "(",
      "��",
    ),
    regex: fc.constant(false),
    matchCase: fc.boolean(),
  }),
  fc.record({
    text: fc.constantFrom(
      "a+",
      "^a",
      "b$",
      "a.b",
      "\\bab\\b",
      "[^a]b",
      "(?:ab)*",
      "error|x",
      "err\\w+",
      "€.",
      "\\s",
      ".",
      "ERROR ?x",
    ),
    regex: fc.constant(true),
    matchCase: fc.boolean(),
  }),
);

const shape = ({ at, line, column, length, stream }: LogMatch): unknown => ({ at, line, column, length, stream });

test("finds exactly what a line by line look finds, however lines are cut, coloured and interleaved", async () => {
  await fc.assert(
    fc.asyncProperty(frames, patterns, async (parts, wanted) => {
      const { matches, total } = await search(encodeLog(parts), wanted);
      const expected = naiveSearch(parts, wanted);
      expect(matches.map(shape)).toEqual(expected);
      expect(total).toBe(expected.length);
      for (const match of matches) {
        const found = match.text.slice(match.start, match.start + match.length);
        const again = naiveSearch([{ stream: "stdout", payload: Buffer.from(found) }], wanted);
        if (!/[\^$\\\ufffd]/.test(wanted.text + found)) expect(again).not.toEqual([]);
      }
    }),
    { numRuns: 250 },
  );
});

test("looks at the streams asked for alone, and counts lines of all", async () => {
  const log = encodeLog([
    { stream: "stdout", payload: Buffer.from("one error\ntwo") },
    { stream: "stderr", payload: Buffer.from("an error\n") },
    { stream: "system", payload: Buffer.from("error of ours\n") },
    { stream: "stdout", payload: Buffer.from(" error\n") },
  ]);
  const { matches } = await search(log, pattern("error"), { streams: ["stdout"] });
  expect(matches.map(({ line, text, stream }) => [line, text, stream])).toEqual([
    [1, "one error", "stdout"],
    [2, "two error", "stdout"],
  ]);
  expect(
    (await search(log, pattern("error"), { streams: ["stderr", "system"] })).matches.map(({ line }) => line),
  ).toEqual([3, 4]);
});

test("tells so many, counts all, and shows the lines about a match", async () => {
  const lines = Array.from({ length: 500 }, (_, index) => `line ${String(index + 1)}\n`).join("");
  const log = encodeLog([{ stream: "stdout", payload: Buffer.from(lines) }]);
  const { matches, total } = await search(log, pattern("line"), { limit: 3 });
  expect(total).toBe(500);
  expect(matches).toHaveLength(3);
  expect(matches[1]).toMatchObject({ text: "line 2", before: "line 1", after: "line 3", start: 0, cutAfter: false });
});

test("a long line is cut around the match, and what is not shown is said", async () => {
  const line = `${"é".repeat(3_000)}needle${"€".repeat(3_000)}\n`;
  const { matches } = await search(encodeLog([{ stream: "stdout", payload: Buffer.from(line) }]), pattern("needle"));
  const [match] = matches;
  expect(match).toMatchObject({ column: 3_000, cutBefore: true, cutAfter: true });
  expect(match?.text.length).toBeLessThanOrEqual(240);
  expect(match?.text.slice(match.start, match.start + 6)).toBe("needle");
});

test("a line of many megabytes is looked at in pieces that leave nothing out and tell nothing twice", async () => {
  const needle = "the needle";
  const parts: NaiveFrame[] = [];
  const filler = Buffer.alloc(60_000, 0x78);
  const columns: number[] = [];
  for (let index = 0; index < 60; index++) {
    // At every distance from the ends of frames, some across them.
    const cut = index % needle.length;
    parts.push({ stream: "stdout", payload: Buffer.concat([filler, Buffer.from(needle.slice(0, cut))]) });
    parts.push({ stream: "stdout", payload: Buffer.concat([Buffer.from(needle.slice(cut)), Buffer.alloc(500, 0x79)]) });
    columns.push(index * 60_510 + 60_000);
  }
  const { matches, total } = await search(encodeLog(parts), pattern(needle));
  expect(total).toBe(60);
  expect(matches.map(({ column }) => column)).toEqual(columns);
  expect(matches.every(({ line }) => line === 1)).toBe(true);
});

test.each(["(a+)+$", "(.*a){25}b"])("%s ends with a clear error", async (expression) => {
  const log = encodeLog([{ stream: "stdout", payload: Buffer.from(`${"a".repeat(60_000)}!\n`) }]);
  await expect(search(log, pattern(expression, { regex: true }))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("takes too long") as string,
  });
});

test("what can never match, or is no expression, is refused with the reason", async () => {
  await expect(search(Buffer.alloc(0), pattern("a\nb"))).rejects.toMatchObject({ code: "invalid_input" });
  await expect(search(Buffer.alloc(0), pattern("(a", { regex: true }))).rejects.toMatchObject({
    code: "invalid_input",
    field: "text",
  });
});

test("a log that is not there holds nothing", () => {
  const steps: unknown[] = [];
  searchLog({ path: join(folder, "none"), pattern: pattern("a"), streams: undefined, limit: 1 }, (step) =>
    steps.push(step),
  );
  expect(steps).toEqual([{ matches: [], total: 0, read: 0, size: 0, ended: true }]);
});
