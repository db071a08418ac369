import fc from "fast-check";
import { expect, test } from "vitest";
import { createLogInMemory } from "./log-in-memory.test-data.ts";
import type { LogLine } from "./log-line.ts";
import { createLineParser } from "./parse-lines.ts";
import { penLook } from "./pen-look.ts";
import { matchesIn, patternFor, rowSegments } from "./row-segments.ts";

async function lineOf(text: string): Promise<LogLine> {
  const log = createLogInMemory();
  log.add("stdout", `${text}\n`);
  const [line] = createLineParser({ begins: "with-line", streams: "both" }).push((await log.read(0, 10_000)).parts);
  if (line === undefined) throw new Error("no line");
  return line;
}

test("a row is cut where colours, matches and addresses begin and end", async () => {
  const line = await lineOf("see \u001b[31mhttps://a.example/x\u001b[0m, done");
  const found = matchesIn(line, /example\/x, d/g);
  expect(
    rowSegments(line, { from: 0, to: line.text.length }, found).map((segment) => [
      segment.text,
      segment.link,
      segment.found,
    ]),
  ).toEqual([
    ["see ", undefined, false],
    ["https://a.", "https://a.example/x", false],
    ["example/x", "https://a.example/x", true],
    [", d", undefined, true],
    ["one", undefined, false],
  ]);
});

test("all rows of a line together are the line, whatever is marked in it", async () => {
  const words = fc.array(fc.constantFrom("ab", "\u001b[1m", "\u001b[0m", "http://x.y/z ", "é漢", " "), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(words, fc.integer({ min: 1, max: 20 }), async (parts, width) => {
      const line = await lineOf(parts.join(""));
      let text = "";
      for (let from = 0; from < line.text.length; from += width) {
        const piece = { from, to: Math.min(line.text.length, from + width) };
        text += rowSegments(line, piece, matchesIn(line, /b|x.*z/g))
          .map((segment) => segment.text)
          .join("");
      }
      expect(text).toBe(line.text);
    }),
  );
});

test("a script's colours can be read on the dark ground", () => {
  const look = (parameters: string) => penLook(new Map([["foreground", parameters]]), "stdout")?.color;
  expect(look("31")).toBe("var(--terminal-red)");
  expect(look("30")).toBe("var(--terminal-dim)");
  expect(look("38;5;208")).toBe("rgb(255 135 0)");
  // Too dark to be read: made lighter.
  expect(look("38;2;0;0;80")).not.toBe("rgb(0 0 80)");
  expect(penLook(new Map([["background", "43"]]), "stdout")).toEqual({
    background: "var(--terminal-yellow)",
    color: "var(--terminal-background)",
  });
  expect(penLook(new Map(), "stdout")).toBeUndefined();
});

test("an expression that could go on for ever is tried only where it is known to match", async () => {
  const line = await lineOf(`${"a".repeat(200)}!`);
  const endless = /(a+)+$/g;
  expect(patternFor(line, endless, [])).toBeUndefined();
  expect(patternFor(line, endless, [line.start - 1, line.end])).toBeUndefined();
  expect(matchesIn(line, patternFor(line, endless, []))).toEqual([]);
  expect(patternFor(line, endless, [line.start + 3])).toBe(endless);
  expect(patternFor(line, /a/g, undefined)).toEqual(/a/g);
});
