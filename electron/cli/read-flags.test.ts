import { expect, it } from "vitest";
import { readInstant, readSince } from "./read-flags.ts";

it("says how an instant is written, and how a time that is past is", () => {
  expect(() => readInstant("--at", "now", "UTC")).toThrow(
    '--at: "now" is not a date and time. Write it as 2026-12-01T08:00:00Z, or without the Z on the clock of UTC.',
  );
  expect(() => readInstant("--at", "now", "Europe/Berlin")).toThrow("on the clock of Europe/Berlin.");
  expect(() => readSince("--since", "-1h", 0)).toThrow(/Write it as .*, or how long ago it was: 2h\.$/);
  expect(readSince("--since", "1h", 7_200_000)).toBe(3_600_000);
});
