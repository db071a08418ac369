import { expect, it } from "vitest";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openTestHost, sampleEvent } from "../testing/open-test-host.ts";

const minute = 60_000;
const hour = 60 * minute;

/** The evening before Berlin's clock is set forward. */
const start = Date.UTC(2026, 2, 28, 20, 0, 30);
const end = start + 26 * hour;

const policies = { missed: "all", missedCap: 1_000, missedWindowMs: 48 * hour, overlap: "allow" } as const;
const cron = (text: string, changes: object = {}) =>
  ({ kind: "cron", cron: text, timezone: "Europe/Berlin", ...policies, ...changes }) as const;
const schedules: Readonly<Record<string, Partial<ScheduleInput> & Pick<ScheduleInput, "kind">>> = {
  quarterly: cron("*/15 * * * *"),
  night: cron("*/10 1-4 * * *"),
  "in the gap": cron("30 2 * * *"),
  "a few": cron("5 * * * *", { maxRuns: 7 }),
  bounded: cron("*/5 * * * *", { startMs: start + 3 * hour, endMs: start + 5 * hour }),
  interval: { kind: "interval", everyMs: 37 * minute, anchorMs: start - hour, timezone: "UTC", ...policies },
  once: { kind: "once", atMs: start + 9 * hour, timezone: "UTC", ...policies },
};

it("what was forecast is what the scheduler decides: on time, after a stop of a day, and across a clock change", async () => {
  const clock = createFakeClock(start);
  const { api, close } = await openTestHost({ clock });
  try {
    const ids = new Map<string, number>();
    for (const [name, schedule] of Object.entries(schedules)) {
      const { id } = await api.events.create(sampleEvent({ name, schedule: schedule as ScheduleInput }));
      ids.set(name, id);
    }
    await api.calendars.create({
      name: "Freeze",
      timezone: "Europe/Berlin",
      windows: [{ kind: "weekly", effect: "blackout", days: [7], from: "01:30", until: "03:20" }],
      attachments: ["quarterly", "in the gap", "a few"].map((name) => ({ kind: "event", eventId: ids.get(name) ?? 0 })),
    });
    const forecast = await api.forecast.read({ fromMs: start + 1, untilMs: end + 1 });
    expect(forecast.rows.every((row) => !row.truncated && row.blockedCount === row.blocked.length)).toBe(true);

    await clock.advance(31 * minute);
    clock.step(end - clock.now());
    await clock.advance(0);
    await clock.advance(minute);

    for (const [name, eventId] of ids) {
      const rows = await api.occurrences.list({ eventId, untilMs: end });
      const started = rows.filter(({ decision }) => decision === "run" || decision === "catch_up");
      const blocked = rows.filter(({ cause }) => cause === "calendar");
      const times = (decided: typeof rows): number[] => decided.map(({ dueAt }) => dueAt).toSorted();
      const row = forecast.rows.find((candidate) => candidate.name === name);
      expect({ name, started: times(started), blocked: times(blocked) }).toEqual({
        name,
        started: row?.instants.map(({ atMs }) => atMs),
        blocked: row?.blocked.map(({ atMs }) => atMs),
      });
      expect(started.length + blocked.length).toBeGreaterThan(0);
    }
    expect(await api.events.get({ id: ids.get("a few") ?? 0 })).toMatchObject({ status: "PAUSED", runCount: 7 });
  } finally {
    await close();
  }
});
