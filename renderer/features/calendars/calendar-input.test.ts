import { describe, expect, it } from "vitest";
import type { CalendarFields } from "../../../shared/calendar.ts";
import { draftCalendar, newCalendarDraft, newWindow } from "./calendar-draft.ts";
import { fieldAt, sortComplaints } from "./calendar-fields.ts";
import { changedParts, previewableWindows, readDraft } from "./calendar-input.ts";

const stored: CalendarFields = {
  name: "Freeze",
  description: "",
  timezone: "Europe/Berlin",
  windows: [
    { kind: "weekly", effect: "blackout", days: [6, 7], from: "00:00", until: "06:00", label: "quiet" },
    { kind: "dated", effect: "blackout", from: "2026-12-19", until: "2027-01-03T06:00" },
    { kind: "recurring", effect: "allow", cron: "0 2 * * 2#2", durationMs: 7_200_000 },
  ],
  attachments: [
    { kind: "everything" },
    { kind: "event", eventId: 3 },
    { kind: "tag", tag: "nightly" },
    { kind: "server", serverId: 7 },
  ],
};

describe("a calendar in the form", () => {
  it("comes back as it was stored", () => {
    expect(readDraft(draftCalendar(stored))).toEqual({ ok: true, input: stored });
  });

  it("tells what changed, whatever ids its windows have been given", () => {
    const before = draftCalendar(stored);
    expect(changedParts(before, draftCalendar(stored))).toEqual([]);
    expect(changedParts(before, { ...before, name: "Rest", windows: before.windows.slice(1), tags: [] })).toEqual([
      "name",
      "windows",
      "tags",
    ]);
  });

  it("complains at each field by its path", () => {
    const draft = newCalendarDraft("UTC");
    const weekly = newWindow("weekly", "2026-11-21");
    const wrong = {
      ...draft,
      windows: [weekly, { ...weekly, kind: "weekly" as const, days: [], from: "9", until: "" }],
    };
    const read = readDraft(wrong);
    expect(read.ok ? [] : Object.keys(read.complaints)).toEqual([
      "name",
      "windows.1.days",
      "windows.1.from",
      "windows.1.until",
    ]);
  });

  it("looks ahead only with windows that are complete", () => {
    const draft = { ...newCalendarDraft("UTC"), windows: [newWindow("recurring", "2026-11-21")] };
    expect(previewableWindows(draft.windows)).toHaveLength(1);
    const dated = newWindow("dated", "");
    expect(previewableWindows([...draft.windows, dated])).toBeUndefined();
  });
});

describe("complaints of the form", () => {
  it("find their fields, also through the wrapping of a change", () => {
    expect(fieldAt("calendar.windows.3.cron")).toEqual({ path: "windows.3.cron", label: "Window 4, cron expression" });
    expect(fieldAt("windows.0.kind")?.path).toBe("windows.0.label");
    expect(fieldAt("attachments.2.eventId")).toEqual({ path: "attachments", label: "What it holds for" });
    expect(fieldAt("somewhere")).toBeUndefined();
  });

  it("stand in the order of the form", () => {
    const sorted = sortComplaints({
      "attachments.0": "gone",
      "windows.10.from": "when?",
      "windows.2.cron": "wrong",
      name: "which?",
      "": "all of it",
    });
    expect(sorted.map(({ field }) => field?.path)).toEqual([
      undefined,
      "name",
      "windows.2.cron",
      "windows.10.from",
      "attachments",
    ]);
  });
});
