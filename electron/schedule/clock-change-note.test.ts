import { expect, it } from "vitest";
import { noteClockChange } from "./clock-change-note.ts";

const berlin = (cron: string) => ({ kind: "cron" as const, cron, timezone: "Europe/Berlin" });
const at = (text: string): number => Date.parse(text);

it("names the date, the time that did not exist and the instant it was moved to, however one asks", () => {
  const daily = berlin("30 2 * * *");
  // 02:30 on the clock as it was before the change.
  expect(noteClockChange(daily, at("2026-03-29T01:30:00Z"))).toBe(
    "On 2026-03-29 the clock of Europe/Berlin goes from 02:00 to 03:00: 02:30 does not exist that day and is moved to 2026-03-29 03:00 Europe/Berlin (01:00 UTC).",
  );
  expect(noteClockChange(daily, at("2026-03-29T01:00:00Z"))).toBe(
    "On 2026-03-29 the clock of Europe/Berlin goes from 02:00 to 03:00: 02:30 does not exist that day and falls on this instant.",
  );
});

it("says that a time that came twice counts the first time", () => {
  expect(noteClockChange(berlin("30 2 * * *"), at("2026-10-25T01:30:00Z"))).toBe(
    "On 2026-10-25 the clock of Europe/Berlin is set back and shows 02:30 twice: it counts the first time, at 2026-10-25 02:30 Europe/Berlin (00:30 UTC).",
  );
  expect(noteClockChange(berlin("30 2 * * *"), at("2026-10-25T00:30:00Z"))).toBeUndefined();
});

it("says that a schedule of every hour adds nothing for a time that did not exist", () => {
  // Lord Howe Island moves its clock by half an hour: 02:15 is left out, 02:45 is shown instead.
  const quarterPast = { kind: "cron" as const, cron: "15 * * * *", timezone: "Australia/Lord_Howe" };
  expect(noteClockChange(quarterPast, at("2026-10-03T15:45:00Z"))).toBe(
    "On 2026-10-04 the clock of Australia/Lord_Howe goes from 02:00 to 02:30: 02:15 does not exist that day, and a schedule that runs in every hour adds nothing for it.",
  );
});

it.each([
  ["another time of that day", "30 2 * * *", "2026-03-29T05:00:00Z"],
  ["another day", "30 2 * * *", "2026-03-27T01:30:00Z"],
  ["a schedule that is not due in the gap", "30 4 * * *", "2026-03-29T01:30:00Z"],
])("has nothing to say of %s", (_what, cron, text) => {
  expect(noteClockChange(berlin(cron), at(text))).toBeUndefined();
});
