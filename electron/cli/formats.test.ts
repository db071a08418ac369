import { expect, it } from "vitest";
import { exitStatus } from "./run.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { relativeTime, shortDuration } from "./time-text.ts";
import { choosePaint, statusText } from "./paint.ts";
import type { CommandIo } from "./io.ts";

it.each([
  [0, "now"],
  [900, "now"],
  [-1_000, "1s ago"],
  [59_999, "in 59s"],
  [-90_000, "1m ago"],
  [7_200_000, "in 2h"],
  [-400 * 86_400_000, "400d ago"],
])("tells %i ms from now as %s", (offset, text) => {
  expect(relativeTime(1e12 + offset, 1e12)).toBe(text);
});

it.each([
  [0, "0ms"],
  [850, "850ms"],
  [1_000, "1s"],
  [12_340, "12.3s"],
  [250_000, "4m 10s"],
  [7_500_000, "2h 5m"],
  [273_600_000, "3d 4h"],
])("writes a duration of %i ms as %s", (milliseconds, text) => {
  expect(shortDuration(milliseconds)).toBe(text);
});

it("aligns columns by what is seen: colours take no room, wide letters two columns", () => {
  const lines = tableLines(
    ["name", "status"],
    [
      ["\u001b[32mok\u001b[0m", "one"],
      ["日本", "two"],
      ["e\u0301clair", "three"],
    ],
  );
  expect(lines).toEqual(["NAME    STATUS", "\u001b[32mok\u001b[0m      one", "日本    two", "e\u0301clair  three"]);
  expect(tableLines(["name"], [])).toEqual([]);
});

it("lets nothing from outside move the cursor", () => {
  expect(plainText("a\u001b[2Jb\r\nc\t")).toBe("a [2Jb c");
});

it("colours for a terminal alone, and never when NO_COLOR asks for none", () => {
  const io = (isTTY: boolean, environment: NodeJS.ProcessEnv): CommandIo =>
    ({ stdout: { isTTY }, environment }) as unknown as CommandIo;
  expect(statusText(choosePaint(io(true, {})), "failed")).toBe("\u001b[31m✗ failed\u001b[0m");
  expect(statusText(choosePaint(io(true, { NO_COLOR: "1" })), "failed")).toBe("✗ failed");
  expect(statusText(choosePaint(io(false, {})), "needs_attention")).toBe("! needs attention");
});

it.each([
  ["completed", 0, 0],
  ["failed", 7, 7],
  ["failed", undefined, 1],
  ["failed", 0, 1],
  ["timeout", -1, 255],
  ["cancelled", -2, 254],
  ["failed", -10, 246],
  ["partial", 101, 101],
  ["needs_attention", undefined, 1],
] as const)("a job that ended %s with %s makes the command exit with %i", (status, exitCode, expected) => {
  expect(exitStatus({ status, ...(exitCode === undefined ? {} : { exitCode }) })).toBe(expected);
});
