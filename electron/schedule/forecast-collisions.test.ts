import { describe, expect, test } from "vitest";
import {
  calendarOf,
  cronSchedule,
  forecastEvent,
  forecastOf,
  forecastStart,
  nightlyBlackout,
} from "../testing/forecast-world.ts";

const minute = 60_000;
const hour = 60 * minute;

describe("collisions", () => {
  test("events that start in the same minute on the same server, put together", () => {
    const result = forecastOf([
      forecastEvent("a", cronSchedule("0 * * * *"), { serverIds: [1] }),
      forecastEvent("b", cronSchedule("15 0 */2 * * *"), { serverIds: [1, 2] }),
      forecastEvent("c", cronSchedule("0 * * * *"), { serverIds: [2] }),
      forecastEvent("d", cronSchedule("0 * * * *")),
    ]);
    expect(result.collisions).toMatchObject([
      {
        atMs: forecastStart,
        times: 12,
        kind: "same_minute",
        servers: ["web-1"],
        eventCount: 2,
        message: "“a” and “b” start in the same minute on web-1, 12 times",
      },
      { servers: ["web-2"], message: "“b” and “c” start in the same minute on web-2, 12 times" },
    ]);
    expect(result.collisions[0]?.allMs).toHaveLength(12);
    expect(result.collisionCount).toBe(2);
  });

  test("what is only met is named, and adds nothing else", () => {
    const other = forecastEvent("other", cronSchedule("0 * * * *"));
    const result = forecastOf([forecastEvent("own", cronSchedule("0 8 * * *"))], { others: [other] });
    expect(result.total).toBe(1);
    expect(result.load.busiest).toMatchObject([{ starts: 1, names: ["own"] }]);
    expect(result.collisions).toMatchObject([{ events: [{ name: "own" }, { name: "other" }], times: 1 }]);
  });

  test("what starts every few minutes meets everything, and is not told of", () => {
    const result = forecastOf([
      forecastEvent("probe", cronSchedule("*/5 * * * *")),
      forecastEvent("sync", cronSchedule("*/10 * * * *")),
      forecastEvent("backup", cronSchedule("0 2 * * *")),
      forecastEvent("report", cronSchedule("0 */2 * * *")),
    ]);
    expect(result.collisions).toMatchObject([{ events: [{ name: "backup" }, { name: "report" }], times: 1 }]);
    expect(result.collisionCount).toBe(1);
  });

  test("nothing is met while a calendar blocks it", () => {
    const calendars = { whole: [calendarOf("closed", nightlyBlackout)], byServer: new Map() };
    const result = forecastOf([
      forecastEvent("a", cronSchedule("0 0 * * *")),
      forecastEvent("b", cronSchedule("0 * * * *"), { calendars }),
    ]);
    expect(result.collisionCount).toBe(0);
  });

  test.each([
    ["skip", 12, "it is skipped"],
    ["allow", 23, "both run side by side"],
    ["queue", 23, "one waits for its turn"],
    ["replace", 23, "the run before is stopped"],
  ] as const)("an event that is due again while it runs: %s", (overlap, times, consequence) => {
    const usualDurationMs = 90 * minute;
    const result = forecastOf([forecastEvent("slow", cronSchedule("0 * * * *"), { overlap, usualDurationMs })]);
    expect(result.collisions).toMatchObject([
      { kind: "still_running", times, servers: [], atMs: forecastStart + hour },
    ]);
    expect(result.collisions[0]?.message).toContain(consequence);
  });

  test("the fullest minutes", () => {
    const result = forecastOf([
      forecastEvent("a", cronSchedule("0 8 * * *")),
      forecastEvent("b", cronSchedule("*/20 0 8 * * *")),
      forecastEvent("c", cronSchedule("0 9 * * *")),
    ]);
    expect(result.load.busiest).toEqual([
      { atMs: forecastStart + 20 * hour, starts: 4, names: ["a", "b"] },
      { atMs: forecastStart + 21 * hour, starts: 1, names: ["c"] },
    ]);
  });
});
