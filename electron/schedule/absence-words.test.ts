import { expect, it } from "vitest";
import type { OccurrenceCause } from "../../shared/words.ts";
import { describeAbsentEvent } from "./absence-words.ts";

it.each<[Partial<Record<OccurrenceCause, number>>, string]>([
  [{ caught_up: 1, superseded: 11 }, "the latest was caught up; 11 earlier ones were not"],
  [{ caught_up: 1, superseded: 1 }, "the latest was caught up; the one before it was not"],
  [{ caught_up: 1 }, "one was caught up"],
  [
    { caught_up: 10, over_cap: 2, too_old: 5 },
    "10 were caught up; 2 were beyond the cap on catching up; 5 were too old to be caught up",
  ],
  [{ not_caught_up: 1 }, "one was missed, as its schedule catches nothing up"],
  [
    { superseded: 3, overlap: 1 },
    "3 were not caught up, as only the latest ever is; one was skipped, as an earlier job was not finished",
  ],
  [{ calendar: 2, runs_used_up: 4 }, "2 were held back by a calendar; 4 came after its last run"],
])("%j", (counts, words) => {
  const entries = Object.entries(counts) as [OccurrenceCause, number][];
  expect(describeAbsentEvent(new Map(entries))).toBe(words);
});
