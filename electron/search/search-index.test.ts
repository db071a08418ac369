import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LogPattern } from "../../shared/log-search.ts";
import { systemClock } from "../base/clock.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { encodeLog, naiveSearch, type NaiveFrame } from "../testing/naive-search.ts";
import { indexLogs, type IndexAnswer } from "./index-logs.ts";
import { searchAcross, type AcrossStep } from "./search-across.ts";

let folder: string;
let indexPath: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-index-"));
  indexPath = join(folder, "search.sqlite");
});
afterEach(() => rm(folder, { recursive: true }));

const pattern = (text: string, changes: Partial<LogPattern> = {}): LogPattern => ({
  text,
  regex: false,
  matchCase: false,
  ...changes,
});

const pathOf = (id: string): string => join(folder, `${id}.log`);

async function writeLogs(logs: Readonly<Record<string, readonly NaiveFrame[]>>): Promise<void> {
  for (const [id, frames] of Object.entries(logs)) await writeFile(pathOf(id), encodeLog(frames));
}

function takeIn(ids: readonly string[], changes: Partial<Parameters<typeof indexLogs>[0]> = {}): IndexAnswer {
  const add = ids.map((id) => ({ executionId: id, path: pathOf(id) }));
  return indexLogs(
    { indexPath, add, forget: [], progress: undefined, listAfter: "", rest: 0, ...changes },
    systemClock,
  );
}

function look(
  ids: readonly string[],
  wanted: LogPattern,
  perLog = 100,
): AcrossStep & { readonly after: string | undefined } {
  const steps: AcrossStep[] = [];
  const logs = ids.map((id) => ({ executionId: id, jobId: id, path: pathOf(id) }));
  const after = searchAcross({ indexPath, logs, pattern: wanted, perLog, limit: 1_000 }, (step) => steps.push(step));
  const last = steps.at(-1);
  if (last === undefined) throw new Error("a search tells at least its end");
  return { ...last, hits: steps.flatMap(({ hits }) => hits), after };
}

const words = [
  "error",
  "Failed",
  "connection",
  "é",
  "naïve",
  "id=42",
  "0x1f",
  "k",
  "<xml/>",
  "a\u001b[31mb",
  "\n",
  " ",
  "\n",
];
const small = fc
  .array(fc.tuple(fc.constantFrom("stdout" as const, "stderr" as const), fc.constantFrom(...words)), { maxLength: 12 })
  .map((parts): NaiveFrame[] => parts.map(([stream, text]) => ({ stream, payload: Buffer.from(text) })));
/** Words of these, and what is put together from several of them. */
const wanted = fc.oneof(
  fc.constantFrom(
    "error",
    "ERROR",
    "led",
    "connection",
    "naïve",
    "NAÏVE",
    "42",
    "id=4",
    "0x1F",
    "ab",
    "xml",
    "rror\u00e9",
    "K",
  ),
  fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words)).map(([left, right]) => `${left}${right}`),
);

test("what is found with the index is what a look at every line finds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(small, { minLength: 1, maxLength: 12 }),
      wanted,
      fc.boolean(),
      fc.nat(),
      async (logs, text, matchCase, seed) => {
        await rm(folder, { recursive: true });
        await mkdir(folder);
        fc.pre(!/[\n\u001b]/.test(text));
        const named = Object.fromEntries(logs.map((frames, index) => [`e${String(index)}`, frames]));
        const ids = Object.keys(named);
        await writeLogs(named);
        // Some are in the index, some are not; some of those that were are gone from it.
        takeIn(ids.filter((_, index) => (seed >> index) % 2 === 0));
        takeIn([], { forget: ids.filter((_, index) => (seed >> index) % 5 === 0) });
        const question = pattern(text, { matchCase });
        const found = look(ids, question);
        const expected = ids.filter((id) => naiveSearch(named[id] ?? [], question).length > 0);
        expect(found.hits.map(({ executionId }) => executionId)).toEqual(expected);
        for (const { executionId, matches } of found.hits) {
          expect(matches.map(({ at }) => at)).toEqual(
            naiveSearch(named[executionId] ?? [], question).map(({ at }) => at),
          );
        }
        expect(found.done).toBe(ids.length);
      },
    ),
    { numRuns: 30 },
  );
});

/** Some megabytes of lines as programs log them. */
function longLog(seed: number, megabytes: number): NaiveFrame[] {
  const random = createSeededRandom(seed);
  const frames: NaiveFrame[] = [];
  let line = 0;
  for (let bytes = 0; bytes < megabytes * 1e6;) {
    const payload = Buffer.from(
      Array.from(
        { length: 300 },
        () =>
          `2026-01-01T10:00:${String(line % 60)} INFO request ${String(line++)} of user-${String(random.integer(0, 899))} served in ${String(random.integer(0, 499))} ms\n`,
      ).join(""),
    );
    frames.push({ stream: "stdout", payload });
    bytes += payload.length;
  }
  return frames;
}

test("of a long log only the parts that may hold it are read, lines across them included", async () => {
  const frames = longLog(1, 6);
  const at = Math.floor(frames.length / 2);
  frames.splice(at, 0, { stream: "stderr", payload: Buffer.from("the rare wor") });
  // The line goes on megabytes later.
  frames.splice(frames.length - 20, 0, { stream: "stderr", payload: Buffer.from("d\n") });
  await writeLogs({ long: frames });
  const { size } = await stat(pathOf("long"));
  const answer = takeIn(["long"]);
  expect(answer).toMatchObject({ logs: 1, bytes: size });
  const found = look(["long"], pattern("rare word"));
  expect(found.hits.map(({ matches }) => matches.map(({ text }) => text))).toEqual([["the rare word"]]);
  expect(found.bytesRead).toBeLessThan(size / 2);
  const none = look(["long"], pattern("no such words"));
  expect(none).toMatchObject({ hits: [], byIndex: 1, bytesRead: 0 });
  expect(look(["long"], pattern("no such \\d+", { regex: true }))).toMatchObject({ hits: [], bytesRead: 0 });
});

test("the index takes at most a quarter of what it is about, whatever that is", async () => {
  const random = createSeededRandom(7);
  const noise = Array.from({ length: 40 }, (): NaiveFrame => {
    const payload = Buffer.from(Array.from({ length: 24_000 }, () => random.integer(0, 255)));
    return { stream: "stdout", payload: Buffer.from(payload.toString("base64")) };
  });
  // One line without an end, in small portions.
  const progress = Array.from({ length: 60_000 }, (_, step): NaiveFrame => {
    return { stream: "stderr", payload: Buffer.from(`\rcopied ${String(step)} of 60000 files [=====>    ]`) };
  });
  await writeLogs({ noise, plain: longLog(2, 4), progress });
  for (const ids of [["noise"], ["plain"], ["progress"], ["noise", "plain", "progress"]]) {
    await rm(indexPath, { force: true });
    const { bytes, indexBytes } = takeIn(ids);
    const again = takeIn([]);
    expect(Math.min(indexBytes, again.indexBytes)).toBeLessThan(bytes / 4);
  }
});

test("logs that are gone leave the index, with all that was known of them", async () => {
  await writeLogs({ a: longLog(3, 2), b: [{ stream: "stdout", payload: Buffer.from("short\n") }] });
  expect(takeIn(["a", "b"]).listed).toEqual(["a", "b"]);
  const after = takeIn([], { forget: ["a", "none"] });
  expect(after).toMatchObject({ logs: 1, listed: ["b"] });
  expect(look(["b"], pattern("short")).hits).toHaveLength(1);
  expect(look(["b"], pattern("long enough"))).toMatchObject({ byIndex: 1 });
});

test("an index that is damaged or of another kind is no obstacle, and is made anew", async () => {
  await writeLogs({ a: [{ stream: "stdout", payload: Buffer.from("some words\n") }] });
  await writeFile(indexPath, "this is no database, however long it may be, and however often it is read".repeat(100));
  expect(look(["a"], pattern("words")).hits).toHaveLength(1);
  // What counted as taken in is in it no more.
  expect(takeIn(["a"], { progress: { cursor: 7, waiting: [] } })).toMatchObject({ logs: 0, progress: { cursor: 0 } });
  expect(takeIn(["a"])).toMatchObject({ logs: 1 });
  expect(look(["a"], pattern("word")).hits).toHaveLength(1);
  expect(look(["a"], pattern("other"))).toMatchObject({ byIndex: 1 });
});

test("damage to any page of the index fails no search, and keeps nothing from being taken in for good", async () => {
  await writeLogs({ a: longLog(4, 2), b: [{ stream: "stdout", payload: Buffer.from("some words\n") }] });
  takeIn(["a"]);
  takeIn([]);
  const whole = await readFile(indexPath);
  const pageBytes = 4_096;
  for (let page = 1; page < whole.length / pageBytes; page++) {
    for (const ending of ["-wal", "-shm"]) await rm(`${indexPath}${ending}`, { force: true });
    await writeFile(indexPath, Buffer.from(whole).fill(0xa5, page * pageBytes, (page + 1) * pageBytes));
    expect(look(["a", "b"], pattern("some words")).done).toBe(2);
    takeIn(["b"]);
    expect(takeIn(["b"]).listed).toContain("b");
  }
});
