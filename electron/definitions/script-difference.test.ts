import fc from "fast-check";
import { expect, test } from "vitest";
import { compareScriptLines } from "./script-difference.ts";

const everything = 1_000_000;
const script = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));

test("from the difference both scripts can be put together again", () => {
  fc.assert(
    fc.property(script, script, (from, to) => {
      const difference = compareScriptLines(from, to, everything);
      expect(difference === undefined).toBe(from === to);
      if (difference === undefined) return;
      const side = (kind: "removed" | "added"): string =>
        difference.lines
          .flatMap((line) => (line.kind === "same" || line.kind === kind ? `${line.text}\n` : []))
          .join("")
          .replace(/ \(no line end\)\n$/, "");
      expect([side("removed"), side("added")]).toEqual([from, to]);
    }),
  );
});

test("numbers its lines from 1 on both sides, and counts what it leaves out", () => {
  const from = ["1", "2", "3", "4", "5", "6", ""].join("\n");
  const to = ["1", "2", "3", "4", "five", "6", "7", ""].join("\n");
  expect(compareScriptLines(from, to, 1)).toEqual({
    added: 2,
    removed: 1,
    cut: 0,
    lines: [
      { kind: "skipped", count: 3 },
      { kind: "same", from: 4, to: 4, text: "4" },
      { kind: "removed", from: 5, text: "5" },
      { kind: "added", to: 5, text: "five" },
      { kind: "same", from: 6, to: 6, text: "6" },
      { kind: "added", to: 7, text: "7" },
    ],
  });
});

test("a missing end of the last line is a difference", () => {
  expect(compareScriptLines("a\n", "a", 3)).toMatchObject({
    lines: [
      { kind: "removed", text: "a" },
      { kind: "added", text: "a (no line end)" },
    ],
  });
});

test("long scripts with nothing in common are told in bounded time and size", () => {
  const lines = (word: string): string =>
    Array.from({ length: 100_000 }, (_, line) => `${word} ${String(line)}`).join("\n");
  const difference = compareScriptLines(lines("a"), lines("b"), 3);
  expect(difference).toMatchObject({ added: 100_000, removed: 100_000, cut: 195_000 });
  expect(difference?.lines).toHaveLength(5_000);
});
