import { expect, test } from "vitest";
import { pairLines, type DifferenceLine } from "./paired-lines.ts";

test("lines that were taken away stand beside those that came in their place", () => {
  const lines: DifferenceLine[] = [
    { kind: "skipped", count: 4 },
    { kind: "same", from: 5, to: 5, text: "a" },
    { kind: "removed", from: 6, text: "b" },
    { kind: "removed", from: 7, text: "c" },
    { kind: "added", to: 6, text: "B" },
    { kind: "same", from: 8, to: 7, text: "d" },
    { kind: "added", to: 8, text: "e" },
  ];
  expect(
    pairLines(lines).map((pair) =>
      pair.kind === "skipped" ? pair.count : `${pair.before?.text ?? ""}|${pair.after?.text ?? ""}`,
    ),
  ).toEqual([4, "a|a", "b|B", "c|", "d|d", "|e"]);
});
