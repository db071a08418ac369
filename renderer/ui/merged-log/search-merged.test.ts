import fc from "fast-check";
import { expect, test } from "vitest";
import { searchMerged, type MergedPlace, type SearchedLog } from "./search-merged.ts";

const pattern = { text: "x", regex: false, matchCase: false };
const signal = new AbortController().signal;

/** A match of a log, and its line, which may have begun earlier than the match arrived. */
interface Match {
  readonly at: number;
  readonly atMs: number;
  readonly lineAt: number;
  readonly lineAtMs: number;
}

function logOf(matches: readonly Match[]): SearchedLog {
  const spot = ({ at, atMs }: Match) => ({ at, atMs });
  return {
    find(_pattern, direction, from) {
      const found =
        direction === "next"
          ? matches.find(({ at }) => at > (from ?? -1))
          : matches.findLast(({ at }) => at < (from ?? Infinity));
      return Promise.resolve(found && spot(found));
    },
    findAll(_pattern, told) {
      told({ places: matches.map(spot), total: matches.length, read: 10, size: 10, ended: true });
      return () => undefined;
    },
    locate(atMs) {
      const index = matches.findIndex(({ lineAtMs }) => lineAtMs >= atMs);
      const before = index < 0 ? matches.at(-1) : matches[index - 1];
      return Promise.resolve({ before: before && before.lineAt - 1, until: matches[index]?.lineAt });
    },
  };
}

const anyLog = fc
  .array(fc.record({ gap: fc.nat({ max: 2 }), late: fc.boolean() }), { maxLength: 12 })
  .map((entries): Match[] => {
    let atMs = 5;
    let lineAtMs = 5;
    let lineAt = 5;
    return entries.map(({ gap, late }, index) => {
      atMs += gap;
      const at = 10 * index + 5;
      if (!late) [lineAt, lineAtMs] = [at, atMs];
      return { at, atMs, lineAt, lineAtMs };
    });
  });

test("steps through the matches of all logs by time, each once, forwards and backwards", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyLog, { minLength: 1, maxLength: 4 }), async (all) => {
      const logs = new Map(all.map((matches, index) => [`s${String(index)}`, logOf(matches)]));
      const expected = all
        .flatMap((matches, index) =>
          matches.map(({ at, atMs }): MergedPlace => ({ log: `s${String(index)}`, at, atMs })),
        )
        .sort((left, right) => left.atMs - right.atMs || left.log.localeCompare(right.log) || left.at - right.at);
      const search = searchMerged(logs, () => false);
      for (const direction of ["next", "previous"] as const) {
        const seen: MergedPlace[] = [];
        let place = await search.find(pattern, direction, undefined, signal);
        for (; place !== undefined; place = await search.find(pattern, direction, place, signal)) {
          expect(seen.length).toBeLessThan(expected.length);
          seen.push(place);
        }
        expect(seen).toEqual(direction === "next" ? expected : expected.toReversed());
      }
    }),
    { numRuns: 60 },
  );
});

test("counts the matches of all logs, and is done when each is", async () => {
  const at = (atMs: number): Match => ({ at: 5, atMs, lineAt: 5, lineAtMs: atMs });
  const search = searchMerged(
    new Map([
      ["left", logOf([at(7)])],
      ["right", logOf([at(3)])],
    ]),
    () => true,
  );
  const found = await new Promise((resolve, reject) => search.findAll(pattern, resolve, reject));
  expect(found).toEqual({
    places: [
      { log: "right", at: 5, atMs: 3 },
      { log: "left", at: 5, atMs: 7 },
    ],
    total: 2,
    read: 20,
    size: 20,
    ended: true,
  });
  // From then on nothing is asked any more.
  expect(await search.find(pattern, "next", { log: "right", at: 5, atMs: 3 }, signal)).toMatchObject({ log: "left" });
  expect(await search.find(pattern, "previous", { log: "right", at: 5, atMs: 3 }, signal)).toBeUndefined();
});

test("what comes while a search goes on is stepped to, though it was not counted", async () => {
  const matches = [{ at: 5, atMs: 5, lineAt: 5, lineAtMs: 5 }];
  let areFinal = false;
  const search = searchMerged(new Map([["log", logOf(matches)]]), () => areFinal);
  await new Promise((resolve, reject) => search.findAll(pattern, resolve, reject));
  matches.push({ at: 15, atMs: 9, lineAt: 15, lineAtMs: 9 });
  areFinal = true;
  expect(await search.find(pattern, "next", { log: "log", at: 5, atMs: 5 }, signal)).toMatchObject({ at: 15 });
});
