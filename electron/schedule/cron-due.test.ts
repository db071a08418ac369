import { Cron } from "croner";
import { describe, expect, test } from "vitest";
import { compileSchedule, dueBetween, previousDue } from "./due.ts";

/** The due instants of a cron schedule in (from, until], as UTC text without seconds; checked backwards as well. */
function due(cron: string, timezone: string, from: string, until: string): string[] {
  const compiled = compileSchedule({ kind: "cron", cron, timezone });
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  const instants = dueBetween(compiled, fromMs, untilMs);
  const backwards: number[] = [];
  for (let at = previousDue(compiled, untilMs + 1); at !== null && at > fromMs; at = previousDue(compiled, at)) {
    backwards.unshift(at);
  }
  expect(backwards).toEqual(instants);
  return instants.map((at) => new Date(at).toISOString().replace(/:00\.000Z$/, "Z"));
}

describe("hour field matches every hour: it follows elapsed time", () => {
  test.each(["*", "*/1", "0-23"])("%s fires both times an hour repeats", (hour) => {
    expect(due(`30 ${hour} * * *`, "Europe/Berlin", "2027-10-30T23:00Z", "2027-10-31T03:00Z")).toEqual([
      "2027-10-30T23:30Z",
      "2027-10-31T00:30Z",
      "2027-10-31T01:30Z",
      "2027-10-31T02:30Z",
    ]);
  });

  test.each(["*", "*/1", "0-23"])("%s adds nothing for an hour that does not exist", (hour) => {
    expect(due(`30 ${hour} * * *`, "Europe/Berlin", "2027-03-28T00:00Z", "2027-03-28T02:00Z")).toEqual([
      "2027-03-28T00:30Z",
      "2027-03-28T01:30Z",
    ]);
  });

  test("a gap of half an hour takes only what falls into it", () => {
    expect(due("0,15,45 * * * *", "Australia/Lord_Howe", "2027-10-02T15:00Z", "2027-10-02T16:30Z")).toEqual([
      "2027-10-02T15:15Z",
      "2027-10-02T15:45Z",
      "2027-10-02T16:00Z",
      "2027-10-02T16:15Z",
    ]);
  });

  test("a day that does not exist is passed over", () => {
    expect(due("0 * 30 12 *", "Pacific/Apia", "2011-12-01T00:00Z", "2012-01-02T00:00Z")).toEqual([]);
  });

  test("seconds repeat with the hour", () => {
    expect(due("*/20 30 * * * *", "Europe/Berlin", "2027-10-31T00:00Z", "2027-10-31T02:00Z")).toHaveLength(6);
  });
});

describe("hour field restricted: it follows the wall clock", () => {
  test("each matching local time counts once", () => {
    expect(due("30 2 * * *", "Europe/Berlin", "2027-07-01T00:00Z", "2027-07-03T00:00Z")).toEqual([
      "2027-07-01T00:30Z",
      "2027-07-02T00:30Z",
    ]);
  });

  test("one that happens twice fires the first time", () => {
    expect(due("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T12:00Z")).toEqual(["2027-10-31T00:30Z"]);
    expect(due("*/30 1-2 * * *", "Europe/Berlin", "2027-10-30T22:00Z", "2027-10-31T03:00Z")).toEqual([
      "2027-10-30T23:00Z",
      "2027-10-30T23:30Z",
      "2027-10-31T00:00Z",
      "2027-10-31T00:30Z",
    ]);
  });

  test("asked from inside the repeated hour, what already fired does not fire again", () => {
    expect(due("30 2 * * *", "Europe/Berlin", "2027-10-31T01:10Z", "2027-11-01T12:00Z")).toEqual(["2027-11-01T01:30Z"]);
  });

  test("all that fall into a gap fire once together, at the first instant after the gap", () => {
    expect(due("*/10 2 * * *", "Europe/Berlin", "2027-03-28T00:00Z", "2027-03-28T12:00Z")).toEqual([
      "2027-03-28T01:00Z",
    ]);
  });

  test("merged with a fire that is due there anyway", () => {
    expect(due("0,30 2-3 * * *", "Europe/Berlin", "2027-03-28T00:00Z", "2027-03-28T12:00Z")).toEqual([
      "2027-03-28T01:00Z",
      "2027-03-28T01:30Z",
    ]);
  });

  test("a gap of half an hour", () => {
    expect(due("15 2 * * *", "Australia/Lord_Howe", "2027-10-02T00:00Z", "2027-10-03T00:00Z")).toEqual([
      "2027-10-02T15:30Z",
    ]);
  });

  test.each([
    ["Pacific/Apia", "30 12", "2011-12-28T00:00Z", "2011-12-31T23:00Z", "2011-12-30T10:00Z"],
    ["Pacific/Kwajalein", "21 8", "1993-08-18T00:00Z", "1993-08-22T23:00Z", "1993-08-21T12:00Z"],
  ])("a whole day missing in %s: its dates fire when the next day begins", (zone, date, from, until, instant) => {
    expect(due(`0 9,12 ${date} *`, zone, from, until)).toEqual([instant]);
  });

  test("the weekday of a local time that does not exist is that of its date", () => {
    // 30 December 2011 would have been a Friday.
    expect(due("0 9 * * FRI", "Pacific/Apia", "2011-12-28T00:00Z", "2012-01-05T00:00Z")).toEqual(["2011-12-30T10:00Z"]);
  });

  test("a gap at midnight moves a daily midnight to one o'clock", () => {
    expect(due("0 0 * * *", "Asia/Beirut", "2027-03-27T00:00Z", "2027-03-29T00:00Z")).toEqual([
      "2027-03-27T22:00Z",
      "2027-03-28T21:00Z",
    ]);
  });

  test("an overlap across midnight: the day before is not begun twice", () => {
    // Havana goes back from 01:00 to 00:00 on 7 November 2027.
    expect(due("30 0 * * *", "America/Havana", "2027-11-06T12:00Z", "2027-11-08T12:00Z")).toEqual([
      "2027-11-07T04:30Z",
      "2027-11-08T05:30Z",
    ]);
  });

  test("an offset with seconds, and the gap in which it ended", () => {
    expect(due("15 0 * * *", "Africa/Monrovia", "1972-01-05T12:00Z", "1972-01-08T12:00Z")).toEqual([
      "1972-01-06T00:59:30.000Z",
      "1972-01-07T00:44:30.000Z",
      "1972-01-08T00:15Z",
    ]);
  });
});

describe("days", () => {
  const year = (cron: string) =>
    due(cron, "UTC", "2026-12-31T23:59Z", "2027-12-31T23:59Z").map((at) => at.slice(5, 10));

  test("day-of-month and day-of-week both restricted: either matches", () => {
    expect(year("0 0 13 1,2 FRI")).toEqual([
      "01-01",
      "01-08",
      "01-13",
      "01-15",
      "01-22",
      "01-29",
      "02-05",
      "02-12",
      "02-13",
      "02-19",
      "02-26",
    ]);
    expect(year("0 0 31 2 MON")).toEqual(["02-01", "02-08", "02-15", "02-22"]);
  });

  test.each(["*", "?", "*/1", "1-31"])("day of month %s leaves the choice to the day of week", (date) => {
    expect(year(`0 0 ${date} 2 MON`)).toEqual(["02-01", "02-08", "02-15", "02-22"]);
  });

  test("29 February comes in leap years, and 2100 is none", () => {
    expect(due("0 0 29 2 *", "UTC", "2088-01-01T00:00Z", "2100-12-31T00:00Z")).toEqual([
      "2088-02-29T00:00Z",
      "2092-02-29T00:00Z",
      "2096-02-29T00:00Z",
    ]);
  });

  test("31 comes only in the months that have it", () => {
    expect(year("0 0 31 * *")).toEqual(["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"]);
  });

  test("the nearest weekday stays in its month, and a day the month lacks has none", () => {
    // In 2027: 1 May is a Saturday, 31 January and 31 October are Sundays, 15 August is a Sunday.
    expect(year("0 0 1W 5 *")).toEqual(["05-03"]);
    expect(year("0 0 31W * *")).toEqual(["01-29", "03-31", "05-31", "07-30", "08-31", "10-29", "12-31"]);
    expect(year("0 0 15W 8 *")).toEqual(["08-16"]);
  });

  test("the fifth weekday comes only where there are five", () => {
    expect(year("0 0 * * SUN#5")).toEqual(["01-31", "05-30", "08-29", "10-31"]);
  });

  test("a rare date is found decades away", () => {
    expect(
      due("0 0 * 2 1#5", "Europe/Berlin", "2000-01-01T00:00Z", "2100-01-01T00:00Z").map((at) => at.slice(0, 10)),
    ).toEqual(["2016-02-28", "2044-02-28", "2072-02-28"]);
  });
});

describe("beside croner", () => {
  function bothNext(cron: string, timezone: string, from: string): { ours: string[]; theirs: string[] } {
    const compiled = compileSchedule({ kind: "cron", cron, timezone });
    const text = (at: Date): string => at.toISOString().slice(0, 16);
    return {
      ours: dueBetween(compiled, Date.parse(from), Infinity, 3).map((at) => text(new Date(at))),
      theirs: new Cron(cron, { timezone }).nextRuns(3, new Date(from)).map(text),
    };
  }

  test.each([
    ["Berlin gap", "30 2 * * *", "Europe/Berlin", "2027-03-27T00:00Z"],
    ["New York gap", "30 2 * * *", "America/New_York", "2027-03-13T00:00Z"],
    ["Lord Howe gap", "15 2 * * *", "Australia/Lord_Howe", "2027-10-01T20:00Z"],
    ["Berlin overlap", "30 2 * * *", "Europe/Berlin", "2027-10-30T00:00Z"],
    ["New York overlap", "30 1 * * *", "America/New_York", "2027-11-06T00:00Z"],
    ["Berlin overlap, hourly", "30 * * * *", "Europe/Berlin", "2027-10-30T23:40Z"],
    ["leap day", "0 0 29 2 *", "Europe/Berlin", "2027-01-01T00:00Z"],
    ["last day", "0 0 L * *", "Europe/Berlin", "2027-01-01T00:00Z"],
    ["last Friday", "0 0 * * 5L", "Europe/Berlin", "2027-01-01T00:00Z"],
    ["second Tuesday", "0 0 * * 2#2", "Europe/Berlin", "2027-01-01T00:00Z"],
    ["weekday nearest the 15th", "0 0 15W * *", "Europe/Berlin", "2027-05-01T00:00Z"],
    ["last weekday", "0 0 LW * *", "Europe/Berlin", "2027-01-01T00:00Z"],
    ["day of month or day of week", "0 0 13 * 5", "Europe/Berlin", "2027-01-01T00:00Z"],
  ])("the same: %s", (_, cron, timezone, from) => {
    const { ours, theirs } = bothNext(cron, timezone, from);
    expect(ours).toEqual(theirs);
  });

  test("different: several times in one gap are one fire here, and none in croner", () => {
    const { ours, theirs } = bothNext("*/10 2 * * *", "Europe/Berlin", "2027-03-27T23:00Z");
    expect(ours[0]).toBe("2027-03-28T01:00");
    expect(theirs[0]).toBe("2027-03-29T00:00");
  });

  test("different: a date the zone left out is due when the next day begins, and a year later in croner", () => {
    const { ours, theirs } = bothNext("0 9 30 12 *", "Pacific/Apia", "2011-12-20T00:00Z");
    expect(ours[0]).toBe("2011-12-30T10:00");
    expect(theirs[0]).toBe("2012-12-29T19:00");
  });

  test("different: with several times in the repeated hour, croner fires the repeats too", () => {
    const { ours, theirs } = bothNext("*/30 1-2 * * *", "Europe/Berlin", "2027-10-31T00:20Z");
    expect(ours).toEqual(["2027-10-31T00:30", "2027-11-01T00:00", "2027-11-01T00:30"]);
    expect(theirs).toEqual(["2027-10-31T00:30", "2027-10-31T01:00", "2027-10-31T01:30"]);
  });

  test("different: a day field that names every day is no restriction here, and one in croner", () => {
    const { ours, theirs } = bothNext("0 0 1-31 * MON", "UTC", "2027-01-01T00:00Z");
    expect(ours).toEqual(["2027-01-04T00:00", "2027-01-11T00:00", "2027-01-18T00:00"]);
    expect(theirs).toEqual(["2027-01-02T00:00", "2027-01-03T00:00", "2027-01-04T00:00"]);
  });

  test("different: an impossible date is refused here, and silently never due in croner", () => {
    expect(() => compileSchedule({ kind: "cron", cron: "0 0 30 2 *", timezone: "UTC" })).toThrow("never comes");
    expect(new Cron("0 0 30 2 *", { timezone: "UTC" }).nextRun(new Date(0))).toBeNull();
  });
});
