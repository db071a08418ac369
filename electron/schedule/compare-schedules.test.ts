import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScheduleComparison } from "../../shared/forecast.ts";
import { finish } from "../testing/forecast-world.ts";
import { compileCalendar } from "./calendar-rules.ts";
import { compareSteps, type ComparisonQuestion, type PlacedSchedule } from "./compare-schedules.ts";
import { compileSchedule, dueBetween, type Schedule } from "./due.ts";
import type { ForecastEvent } from "./forecast-question.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** A Monday noon. */
const now = Date.UTC(2026, 2, 2, 12);
const berlin = "Europe/Berlin";

function placed(schedule: Schedule, changes: Partial<PlacedSchedule> = {}): PlacedSchedule {
  return {
    compiled: compileSchedule(schedule),
    timezone: schedule.kind === "cron" ? schedule.timezone : "UTC",
    serverIds: [],
    isLocal: changes.serverIds === undefined,
    calendars: undefined,
    ...changes,
  };
}

const cron = (text: string, timezone = berlin, changes: Partial<PlacedSchedule> = {}): PlacedSchedule =>
  placed({ kind: "cron", cron: text, timezone }, changes);

function other(id: number, name: string, place: PlacedSchedule): ForecastEvent {
  const rest = { overlap: "skip", runsLeft: Infinity, accountedUntilMs: now, usualDurationMs: undefined } as const;
  return { id, name, ...place, ...rest };
}

function compare(
  before: PlacedSchedule | undefined,
  after: PlacedSchedule,
  changes: Partial<ComparisonQuestion> = {},
): Extract<ScheduleComparison, { ok: true }> {
  return finish(
    compareSteps({ nowMs: now, fromMs: now, untilMs: now + 14 * day, before, after, others: [], ...changes }),
  );
}

describe("how often", () => {
  test.each([
    ["0 8 * * *", "0 8 * * 1-5", "2 fewer runs a week: 5 instead of 7"],
    ["0 8 * * 1", "0 8 * * 1,2,3,4", "3 more runs a week: 4 instead of 1"],
    ["0 8 * * 1", "0 8 * * 1,2", "1 more run a week: 2 instead of 1"],
    ["0 8 * * 1", "0 9 * * 1", "as many runs as before: 1 run a week"],
    ["0 8 1 * *", "0 8 1,15 * *", "1 more run a month: 2 instead of 1"],
    ["0 8 1 1 *", "0 8 1 1,7 *", "1 more run a year: 2 instead of 1"],
    ["0 8 * * *", "* * * * *", "10,073 more runs a week: 10,080 instead of 7"],
    [undefined, "0 8 * * *", "7 runs a week"],
    [undefined, "0 8 1 * *", "1 run a month"],
    [undefined, "0 8 29 2 *", "no runs in the year ahead"],
  ])("%s becomes %s", (before, after, sentence) => {
    expect(compare(before === undefined ? undefined : cron(before), cron(after)).sentences[0]).toBe(sentence);
  });

  test("once", () => {
    const once = placed({ kind: "once", atMs: now + day });
    expect(compare(undefined, once).sentences).toEqual(["runs once", "first run on 3 March at 12:00"]);
    expect(compare(cron("0 8 * * *"), once).sentences[0]).toBe("runs once instead of 7 runs a week");
    expect(compare(once, cron("0 8 * * *")).sentences[0]).toBe("7 runs a week instead of one");
  });

  test("a schedule that ends soon is not thinned out over the year", () => {
    const endMs = now + 28 * day;
    const ending = placed({ kind: "cron", cron: "0 8 * * *", timezone: "UTC", endMs });
    const found = compare(undefined, ending);
    expect(found.perWeekAfter).toBeCloseTo(7);
    expect(found.sentences).toEqual([
      "7 runs a week",
      "first run on 3 March at 08:00",
      "nothing after 30 March at 12:00",
    ]);
  });
});

test("the same instants, however they are written", () => {
  const same = compare(cron("0 0 * * *"), cron("@daily"));
  expect(same.sentences[0]).toBe("due at the same times as before");
  expect(same).toMatchObject({ added: [], removed: [] });
});

describe("the first run after saving", () => {
  test("in another year", () => {
    expect(compare(undefined, cron("0 8 29 2 *")).sentences).toEqual([
      "no runs in the year ahead",
      "first run on 29 February 2028 at 08:00",
    ]);
  });

  test("on the clock of the new zone, beside what it was", () => {
    expect(compare(cron("0 18 * * *"), cron("30 6 * * *", "Asia/Tokyo")).sentences[1]).toBe(
      "first run on 3 March at 06:30 instead of 3 March at 02:00",
    );
  });

  test("after what calendars block", () => {
    const closed = compileCalendar({
      id: 1,
      name: "Freeze",
      timezone: berlin,
      windows: [{ kind: "dated", effect: "blackout", from: "2026-03-02", until: "2026-03-05" }],
    });
    const after = cron("0 8 * * *", berlin, { calendars: { whole: [closed], byServer: new Map() } });
    const found = compare(undefined, after);
    expect(found.firstRunMs).toBe(Date.UTC(2026, 2, 6, 7));
    expect(found.sentences).toEqual(
      expect.arrayContaining([
        "first run on 6 March at 08:00",
        "Freeze blocks 3 of 14 runs, first on 3 March at 08:00",
      ]),
    );
    expect(found.blocked.map(({ calendar }) => calendar)).toEqual(["Freeze", "Freeze", "Freeze"]);
  });

  test("never, when everything is blocked", () => {
    const closed = compileCalendar({
      id: 1,
      name: "Never",
      timezone: "UTC",
      windows: [{ kind: "dated", effect: "allow", from: "2020-01-01", until: "2020-01-02" }],
    });
    const after = cron("0 8 * * *", berlin, { calendars: { whole: [closed], byServer: new Map() } });
    expect(compare(undefined, after).sentences).toEqual(
      expect.arrayContaining(["nothing starts in the year after saving", "Never blocks every run in this time"]),
    );
  });
});

describe("whom it meets", () => {
  const others = [
    other(1, "db-backup", cron("0 2 * * *", berlin, { serverIds: [1, 2] })),
    other(2, "elsewhere", cron("0 2 * * *", berlin, { serverIds: [3] })),
    other(3, "local", cron("0 2 * * *")),
    other(4, "reports", cron("0 * * * *", berlin, { serverIds: [2] })),
  ];
  const place = { serverIds: [2] };

  test("on the same servers, in the same minute", () => {
    const found = compare(cron("30 3 * * *", berlin, place), cron("0 2 * * *", berlin, place), { others });
    expect(found.sentences).toEqual(expect.arrayContaining(["meets db-backup at 02:00", "meets reports at 02:00"]));
    expect(found.meets).toMatchObject([
      { eventName: "db-backup", atMs: Date.UTC(2026, 2, 3, 1), times: 14, isNew: true },
      { eventName: "reports", times: 14, isNew: true },
    ]);
  });

  test("only what is new is a sentence, and what is left behind", () => {
    const found = compare(cron("0 2 * * *", berlin, place), cron("0 3 * * *", berlin, place), { others });
    expect(found.sentences.filter((sentence) => sentence.includes("meets"))).toEqual(["no longer meets db-backup"]);
    expect(found.meets).toMatchObject([{ eventName: "reports", isNew: false }]);
  });

  test("single and irregular meetings name a day", () => {
    const found = compare(undefined, cron("0 2 3 3 *", berlin, place), { others: [others[0]!] });
    expect(found.sentences).toContain("meets db-backup at 02:00 on 3 March");
    const often = compare(undefined, cron("0 1,2 * * *", berlin, place), { others: [others[3]!] });
    expect(often.sentences).toContain("meets reports 28 times, first at 01:00 on 3 March");
  });

  test("more than can be looked at are said to be a part", () => {
    const { sentences } = compare(undefined, cron("* * * * *", berlin, place), { others: [others[3]!] });
    expect(sentences).toContain("meets reports at least 17 times, first at 13:00 on 2 March");
  });

  test("of many, a few are named", () => {
    const crowd = Array.from({ length: 9 }, (_, index) => other(index, `event-${String(index)}`, cron("0 2 * * *")));
    const { sentences } = compare(undefined, cron("0 2 * * *"), { others: crowd });
    expect(sentences.filter((sentence) => sentence.startsWith("meets"))).toHaveLength(4);
    expect(sentences).toContain("meets 6 more events");
  });

  test("not while a calendar blocks either", () => {
    const closed = compileCalendar({
      id: 1,
      name: "Nights",
      timezone: "UTC",
      windows: [{ kind: "recurring", effect: "blackout", cron: "0 0 * * *", durationMs: 6 * hour }],
    });
    const calendars = { whole: [closed], byServer: new Map() };
    const blocked = [other(1, "db-backup", cron("0 2 * * *", berlin, { calendars }))];
    expect(compare(undefined, cron("0 2 * * *"), { others: blocked }).meets).toEqual([]);
  });
});

describe("the instants beside each other", () => {
  test("kept, added and removed are those of the engine", () => {
    const texts = fc.constantFrom("0 8 * * *", "0 */4 * * *", "30 2 * * *", "0 8 1 * *", "*/45 * * * *");
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 9 }),
        (old, fresh, later, days) => {
          const [fromMs, untilMs] = [now + later * day, now + (later + days) * day];
          const [before, after] = [cron(old), cron(fresh)];
          const found = compare(before, after, { fromMs, untilMs });
          const was = dueBetween(before.compiled, fromMs - 1, untilMs - 1);
          const is = dueBetween(after.compiled, fromMs - 1, untilMs - 1);
          expect(found.kept).toEqual(is.filter((instant) => was.includes(instant)));
          expect(found.added).toEqual(is.filter((instant) => !was.includes(instant)));
          expect(found.removed).toEqual(was.filter((instant) => !is.includes(instant)));
          expect(found).toMatchObject({ countBefore: was.length, countAfter: is.length, truncated: false });
        },
      ),
      { numRuns: 100 },
    );
  });

  test("more than can be listed are counted, and said to be cut short", () => {
    const found = compare(cron("0 8 * * *"), cron("* * * * * *"));
    expect(found).toMatchObject({ countBefore: 14, countAfter: 14 * 86_400, truncated: true });
    expect(found.added).toHaveLength(500);
  });
});
