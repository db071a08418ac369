import { describe, expect, it } from "vitest";
import type { ForecastRow } from "../../bridge/views.ts";
import { bandsOf } from "./lines.ts";
import { meetingBook, meetingWords } from "./meetings.ts";
import { quietForecast } from "./quiet-forecast.ts";
import { barsPath, marksOf } from "./row-marks.ts";

const hourMs = 3_600_000;
const scale = { fromMs: 0, untilMs: 24 * hourMs, width: 480 };
const shape = { height: 30, margin: 8 };
const forecast = {
  fromMs: 0,
  untilMs: 24 * hourMs,
  bucketMs: 6 * hourMs,
  ...quietForecast,
};
const backup: ForecastRow = {
  key: "event:1",
  name: "Backup",
  eventId: 1,
  count: 2,
  instants: [2, 12].map((hour) => ({ atMs: hour * hourMs, eventId: 1, eventName: "Backup" })),
  counts: [1, 0, 1, 0],
  blocked: [],
  blockedCount: 0,
  truncated: false,
};
const night = { calendarId: 1, calendar: "Freeze", effect: "blackout", fromMs: 0, untilMs: 6 * hourMs } as const;
const collision = {
  atMs: 2 * hourMs,
  times: 1,
  allMs: [2 * hourMs],
  kind: "same_minute",
  servers: ["db-1"],
  events: [
    { id: 1, name: "Backup" },
    { id: 2, name: "Vacuum" },
  ],
  eventCount: 2,
  message: "they meet",
} as const;
const noMeetings = meetingBook([]);

/** How many separate shapes a path has. */
function shapes(path: string): number {
  return path.split("M").length - 1;
}

describe("marksOf", () => {
  it("draws a mark for each start at its place", () => {
    const marks = marksOf(backup, forecast, scale, shape, noMeetings, []);
    expect(marks).toEqual({
      starts: "M38.5 8h3v14h-3zM238.5 8h3v14h-3z",
      meeting: "",
      runs: "",
      bars: "",
      blocked: "",
    });
  });

  it("draws how long a run usually takes where that can be seen", () => {
    const long = marksOf({ ...backup, usualDurationMs: hourMs }, forecast, scale, shape, noMeetings, []);
    expect(long.runs).toBe("M40 11h20v8h-20zM240 11h20v8h-20z");
    expect(marksOf({ ...backup, usualDurationMs: 60_000 }, forecast, scale, shape, noMeetings, []).runs).toBe("");
  });

  it("sets apart the starts that meet others", () => {
    const marks = marksOf(backup, forecast, scale, shape, meetingBook([collision]), []);
    expect(shapes(marks.starts)).toBe(1);
    expect(marks.meeting).toContain("M38.5 8h3v14h-3z");
  });

  it("draws bars where there are too many", () => {
    const marks = marksOf({ ...backup, count: 9_000, instants: [] }, forecast, scale, shape, noMeetings, []);
    expect(shapes(marks.bars)).toBe(2);
    expect(marks.starts).toBe("");
  });

  it("draws what is held back, one by one or, where only the first are known, over the window", () => {
    const held = [1, 2, 3].map((hour) => ({ atMs: hour * hourMs, eventName: "Backup", calendar: "Freeze" }));
    const row = { ...backup, blocked: held, blockedCount: 3 };
    expect(shapes(marksOf(row, forecast, scale, shape, noMeetings, [night]).blocked)).toBe(3);
    const rest = marksOf({ ...row, blockedCount: 30 }, forecast, scale, shape, noMeetings, [night]);
    expect(rest.blocked).toBe("M22 8.5h96v13h-96z");
  });
});

describe("bandsOf", () => {
  const later = { ...night, fromMs: 20 * hourMs, untilMs: 24 * hourMs };
  const other = { ...night, calendar: "Holidays" };
  const held = { atMs: hourMs, eventName: "Backup", calendar: "Freeze" };

  it("shows a row only the windows that hold it back", () => {
    expect(bandsOf(backup, [night])).toEqual([]);
    expect(bandsOf({ ...backup, blocked: [held], blockedCount: 1 }, [night, later, other])).toEqual([night]);
  });

  it("goes on with the calendar's later windows where not every start is listed", () => {
    expect(bandsOf({ ...backup, blocked: [held], blockedCount: 9 }, [night, later, other])).toEqual([night, later]);
  });
});

describe("meetingBook", () => {
  it("knows starts by event and minute", () => {
    const book = meetingBook([collision]);
    expect(book.at(2, 2 * hourMs + 30_000)?.message).toBe("they meet");
    expect(book.at(2, 3 * hourMs)).toBeUndefined();
    expect(book.at(3, 2 * hourMs)).toBeUndefined();
  });

  it("knows the times that are not listed only where every start meets", () => {
    const book = meetingBook([{ ...collision, times: 168 }]);
    expect(book.at(1, 9 * hourMs, 168)).toBeDefined();
    expect(book.at(1, 9 * hourMs, 200)).toBeUndefined();
    expect(book.at(1, 9 * hourMs)).toBeUndefined();
  });
});

describe("meetingWords", () => {
  it("names the others, not the event itself", () => {
    expect(meetingWords(collision, 1)).toBe("meets Vacuum on db-1");
    const events = [...collision.events, { id: 3, name: "Report" }, { id: 4, name: "Sync" }];
    expect(meetingWords({ ...collision, events, eventCount: 9 }, 4)).toBe("meets Backup, Vacuum and 6 more on db-1");
    expect(meetingWords({ ...collision, kind: "still_running" }, 1)).toBe("they meet");
  });
});

describe("barsPath", () => {
  it("is as high as the fullest, and shows even a single start among many", () => {
    expect(barsPath([1, 0, 1_000, 0], forecast, scale, shape)).toBe("M0 20h119v2h-119zM240 8h119v14h-119z");
  });
});
