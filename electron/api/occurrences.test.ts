import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const everyMinute = { kind: "interval", everyMs: minute, anchorMs: testStart } as const;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ executor: createScriptedExecutor(exitsWith(3)) });
});
afterEach(() => host.close());

async function explain(eventId: number, atMs: number): Promise<string> {
  return (await host.api.occurrences.explain({ eventId, atMs })).message;
}

describe("list", () => {
  test("tells of a job while it waits and runs, when it has ended, and after it has been removed", async () => {
    await host.close();
    host = await openTestHost();
    const once = { kind: "once", atMs: testStart + minute } as const;
    const { id: eventId } = await host.api.events.create(sampleEvent({ schedule: once }));
    await host.clock.advance(minute);
    const [running] = await host.api.occurrences.list({ eventId });
    expect(running).toMatchObject({ decision: "run", run: { status: "running", jobKept: true, byHand: false } });
    expect(running?.run?.jobId).toBe(running?.jobId);
    await host.clock.advance(5 * second);
    (await host.executor.nth(0)).end({ kind: "exited", exitCode: 3 });
    await host.clock.advance(0);
    const ended = {
      status: "failed",
      exitCode: 3,
      startedAt: testStart + minute,
      finishedAt: testStart + minute + 5 * second,
    };
    expect((await host.api.occurrences.list({ eventId }))[0]?.run).toMatchObject({ ...ended, jobKept: true });
    await host.api.settings.set({ keepDays: 1 });
    host.clock.step(day);
    await host.clock.advance(12 * minute);
    expect((await host.api.jobs.list()).jobs).toEqual([]);
    expect((await host.api.occurrences.list({ eventId }))[0]?.run).toMatchObject({ ...ended, jobKept: false });
    expect(await explain(eventId, testStart + minute)).toMatch(
      /^“sample” was due at 2026-03-02 12:01 UTC and ran on time: job job_\w+ failed after 5 s with exit code 3; the job itself has been removed since\.$/,
    );
  });

  test("tells of the latest job a person ran again for it", async () => {
    const once = { kind: "once", atMs: testStart + minute } as const;
    const { id: eventId } = await host.api.events.create(sampleEvent({ schedule: once }));
    await host.clock.advance(2 * minute);
    const [first] = await host.api.occurrences.list({ eventId });
    const { jobId } = await host.api.jobs.retry({ id: first?.jobId ?? "" });
    await host.clock.advance(second);
    const [row] = await host.api.occurrences.list({ eventId });
    expect(row).toMatchObject({ jobId: first?.jobId, run: { jobId, byHand: true, status: "failed" } });
  });

  test("is narrowed by event, decision, cause and time, newest due first", async () => {
    await host.close();
    host = await openTestHost();
    const { id: busy } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
    const { id: other } = await host.api.events.create(sampleEvent({ name: "other", schedule: everyMinute }));
    await host.clock.advance(3 * minute);
    const all = await host.api.occurrences.list({});
    expect(all.map(({ dueAt }) => (dueAt - testStart) / minute)).toEqual([3, 3, 2, 2, 1, 1]);
    const skipped = await host.api.occurrences.list({ decisions: ["skipped"] });
    expect(skipped.map(({ eventId }) => eventId).sort()).toEqual([busy, busy, other, other]);
    expect(await host.api.occurrences.list({ eventId: busy, causes: ["overlap"] })).toHaveLength(2);
    expect(await host.api.occurrences.list({ eventId: busy, causes: ["calendar"] })).toEqual([]);
    const second = { sinceMs: testStart + 2 * minute, untilMs: testStart + 2 * minute };
    expect(await host.api.occurrences.list({ eventId: other, ...second })).toHaveLength(1);
    expect(await host.api.occurrences.list({ limit: 1 })).toHaveLength(1);
  });
});

describe("explain", () => {
  test("a pause, from when to when", async () => {
    const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
    await host.clock.advance(90 * second);
    await host.api.events.setStatus({ id, status: "PAUSED" });
    await host.clock.advance(3 * minute);
    expect(await explain(id, testStart + 2 * minute)).toContain("“sample” is paused since 2026-03-02 12:01:30 UTC.");
    await host.api.events.setStatus({ id, status: "ACTIVE" });
    await host.clock.advance(minute);
    expect(await explain(id, testStart + 2 * minute)).toBe(
      "Nothing was due at 2026-03-02 12:02 UTC: “sample” was paused from 2026-03-02 12:01:30 UTC to 2026-03-02 12:04:30 UTC. It would have been due then otherwise.",
    );
  });

  test("a draft that was saved anew before it was activated", async () => {
    const draft = sampleEvent({ schedule: everyMinute, status: "DRAFT" });
    const { id } = await host.api.events.create(draft);
    await host.clock.advance(90 * second);
    await host.api.events.update({ id, version: 1, event: { ...draft, schedule: { ...everyMinute, everyMs: hour } } });
    await host.clock.advance(90 * second);
    await host.api.events.setStatus({ id, status: "ACTIVE" });
    expect(await explain(id, testStart + minute)).toContain(
      "was a draft from 2026-03-02 12:00 UTC to 2026-03-02 12:03 UTC.",
    );
  });

  test("an edit of the schedule, and the instants on both sides", async () => {
    const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
    await host.clock.advance(90 * second);
    const hourly = sampleEvent({ schedule: { ...everyMinute, everyMs: hour } });
    await host.api.events.update({ id, version: 1, event: hourly });
    await host.clock.advance(2 * hour);
    const explained = await host.api.occurrences.explain({ eventId: id, atMs: testStart + 5 * minute });
    expect(explained).toMatchObject({
      occurrences: [],
      version: { active: true, openedAt: testStart + 90 * second, schedule: { everyMs: hour } },
      previousDueMs: testStart,
      nextDueMs: testStart + hour,
    });
    expect(explained.message).toContain(
      "The former schedule, which is due then (every 1m, counted from 2026-03-02 12:00 UTC), was in force until 2026-03-02 12:01:30 UTC.",
    );
    expect(await explain(id, testStart - hour)).toContain("“sample” exists only since 2026-03-02 12:00 UTC.");
    const [open, closed] = await host.api.occurrences.versions({ eventId: id });
    expect(open).toMatchObject({ active: true, closedAt: undefined });
    expect(closed).toMatchObject({ closedAt: testStart + 90 * second, closedBecause: "edited" });
  });

  test("a calendar, of what was held back and of what will be", async () => {
    const { id } = await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, everyMs: hour } }));
    await host.api.calendars.create({
      name: "Stocktaking",
      windows: [{ kind: "dated", effect: "blackout", from: "2026-03-02", until: "2026-03-03" }],
      attachments: [{ kind: "event", eventId: id }],
    });
    await host.clock.advance(hour);
    expect(await explain(id, testStart + hour)).toMatch(/was skipped: .*“Stocktaking”/);
    expect(await explain(id, testStart + 2 * hour)).toMatch(
      /still to come: as things are it will not run: .*“Stocktaking”/,
    );
    expect(await explain(id, testStart + 2 * day)).toContain("still to come: it will be decided then.");
  });

  test("an event that was deleted: its rows, its versions and when it went", async () => {
    const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
    await host.clock.advance(90 * second);
    await host.api.events.remove({ id });
    await host.clock.advance(5 * minute);
    expect(await host.api.occurrences.deletedEvents()).toEqual([
      { eventId: id, eventName: "sample", deletedAt: testStart + 90 * second },
    ]);
    expect(await host.api.occurrences.list({ eventId: id })).toMatchObject([
      { run: { status: "failed", jobKept: false } },
    ]);
    expect(await explain(id, testStart + minute)).toMatch(
      /ran on time.*“sample” was deleted at 2026-03-02 12:01:30 UTC\.$/,
    );
    expect(await explain(id, testStart + 2 * minute)).toContain("“sample” was deleted at 2026-03-02 12:01:30 UTC.");
    expect(await host.api.occurrences.versions({ eventId: id })).toMatchObject([{ closedBecause: "deleted" }]);
    await expect(explain(99, testStart)).rejects.toMatchObject({ cause: { code: "not_found" } });
  });

  test("an instant that is due but that nobody could decide yet", async () => {
    const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
    host.clock.step(10 * minute);
    expect(await explain(id, testStart + 5 * minute)).toContain("nothing is decided yet");
  });
});
