import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesText } from "../../shared/bytes-text.ts";
import { elapsedText, relativeText, stopwatchText } from "./format-duration.ts";

describe("elapsedText", () => {
  it.each([
    [0, "0 ms"],
    [840, "840 ms"],
    [999.6, "1.0 s"],
    [1_000, "1.0 s"],
    [4_230, "4.2 s"],
    [9_949, "9.9 s"],
    [9_950, "10 s"],
    [59_499, "59 s"],
    [59_500, "1 min"],
    [200_000, "3 min 20 s"],
    [7_500_000, "2 h 5 min"],
    [86_400_000, "1 d"],
    [273_600_000, "3 d 4 h"],
    [-5, "0 ms"],
  ])("writes %d ms as %s", (milliseconds, text) => {
    expect(elapsedText(milliseconds)).toBe(text);
  });

  it("never counts sixty seconds or sixty minutes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400_000 }), (milliseconds) => {
        expect(elapsedText(milliseconds)).not.toMatch(/\b60 (s|min)\b|\b24 h\b/);
      }),
    );
  });
});

describe("stopwatchText", () => {
  it("shows whole seconds that have passed", () => {
    expect(stopwatchText(999)).toBe("0 s");
    expect(stopwatchText(59_999)).toBe("59 s");
    expect(stopwatchText(61_999)).toBe("1 min 1 s");
  });
});

describe("relativeText", () => {
  const now = 1_790_000_000_000;

  it.each([
    [0, "now"],
    [999, "now"],
    [1_000, "in 1 s"],
    [-12_000, "12 s ago"],
    [240_000, "in 4 min"],
    [-3_600_000, "1 h ago"],
    [3_900_000, "in 1 h 5 min"],
    [2.5 * 86_400_000, "in 2 d 12 h"],
    [-30 * 86_400_000, "30 d ago"],
  ])("writes an instant %d ms from now as %s", (away, text) => {
    expect(relativeText(now + away, now)).toBe(text);
  });

  it("says the same distance before and after", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 1e12 }), (away) => {
        const ahead = relativeText(now + away, now).replace(/^in /, "");
        const behind = relativeText(now - away, now).replace(/ ago$/, "");
        expect(ahead).toBe(behind);
      }),
    );
  });
});

describe("bytesText", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 KB"],
    [1_440, "1.4 KB"],
    [999_499, "999 KB"],
    [999_500, "1.0 MB"],
    [23_000_000, "23 MB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
