import { expect, test } from "vitest";
import type { SearchHit } from "../../bridge/views.ts";
import { excerptsOf } from "./excerpts.ts";

function match(line: number, start: number, text = `an item and an item in line ${String(line)}`) {
  return {
    at: line * 100 + start,
    frame: 0,
    stream: "stdout",
    atMs: 0,
    line,
    column: start,
    length: 4,
    text,
    start,
    cutBefore: false,
    cutAfter: false,
    before: `before ${String(line)}`,
    after: `after ${String(line)}`,
  } satisfies SearchHit["matches"][number];
}

test("several matches in one line are one excerpt", () => {
  const [excerpt, ...others] = excerptsOf([match(7, 3), match(7, 15)]);
  expect(others).toEqual([]);
  expect(excerpt?.match.at).toBe(703);
  expect(excerpt?.pieces).toEqual([
    { text: "an ", found: false },
    { text: "item", found: true },
    { text: " and an ", found: false },
    { text: "item", found: true },
    { text: " in line 7", found: false },
  ]);
});

test("no line is shown twice where matches are near each other", () => {
  const shown = excerptsOf([match(1, 3), match(2, 3), match(4, 3), match(9, 3)]).map(
    ({ match: { line }, before, after }) => [before, line, after],
  );
  expect(shown).toEqual([
    ["before 1", 1, undefined],
    [undefined, 2, "after 2"],
    [undefined, 4, "after 4"],
    ["before 9", 9, "after 9"],
  ]);
});
