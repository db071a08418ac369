import { expect, test } from "vitest";
import type { CalendarInput } from "../../shared/calendar.ts";
import { ledgerOf, ledgerRows, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const minute = 60 * second;
const everyMinute = { kind: "interval", everyMs: minute, anchorMs: testStart } as const;

/** Blocks from a minute of the test on, up to another. */
function freeze(from: number, until: number, attachments: CalendarInput["attachments"]): CalendarInput {
  const local = (minutes: number): string => new Date(testStart + minutes * minute).toISOString().slice(0, 16);
  const window = {
    kind: "dated",
    effect: "blackout",
    from: local(from),
    until: local(until),
    label: "release",
  } as const;
  return { name: "Freeze", windows: [window], attachments };
}

test("an instant inside a blackout is a row that names the calendar, and what comes after it runs", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute, tags: ["web"] }));
  await host.api.calendars.create(freeze(2, 4, [{ kind: "tag", tag: "web" }]));
  await host.clock.advance(5 * minute);
  expect(await ledgerOf(host, id)).toEqual(["60 run", "120 skipped", "180 skipped", "240 run", "300 run"]);
  expect((await ledgerRows(host, id))[1]).toMatchObject({
    cause: "calendar",
    calendar: "Freeze",
    reason: "the calendar “Freeze” has a blackout, “release”, until 2026-03-02 12:04 UTC",
  });
});

test("a calendar that is made, changed or removed counts from the next instant on", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
  await host.clock.advance(minute);
  const calendar = await host.api.calendars.create(freeze(0, 1_000, [{ kind: "everything" }]));
  await host.clock.advance(minute);
  await host.api.calendars.remove({ id: calendar.id });
  await host.clock.advance(minute);
  expect(await ledgerOf(host, id)).toEqual(["60 run", "120 skipped", "180 run"]);
});

test("after an absence the newest instant outside the blackout is caught up; the blocked ones do not count", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const everyOther = { ...everyMinute, everyMs: 2 * minute };
  const { id } = await host.api.events.create(sampleEvent({ schedule: everyOther }));
  await host.api.calendars.create(freeze(5, 9, [{ kind: "event", eventId: id }]));
  host.clock.step(9 * minute);
  await host.clock.advance(15 * second);
  expect(await ledgerOf(host, id)).toEqual(["120 missed", "240 catch_up", "360 skipped", "480 skipped"]);
});

test("nothing is caught up inside a blackout either", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, missed: "all" } }));
  await host.api.calendars.create(freeze(3, 60, [{ kind: "event", eventId: id }]));
  host.clock.step(10 * minute);
  await host.clock.advance(15 * second);
  const rows = await ledgerRows(host, id);
  expect(rows.map((row) => row.cause)).toEqual(Array(10).fill("calendar"));
  expect(rows[0]?.reason).toMatch(/^the program could not act until 9 min later, and then it was held back: /);
  expect(rows[9]?.reason).toMatch(/^the calendar “Freeze” has a blackout/);
});

test("servers of which a calendar holds are left out of the job, and only when none is left it is skipped", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const server = (name: string) => ({
    name,
    address: "192.0.2.1",
    username: "deploy",
    authentication: { kind: "agent" } as const,
    groups: ["web"],
  });
  const one = await host.api.servers.create(server("web-1"));
  const two = await host.api.servers.create(server("web-2"));
  const { id } = await host.api.events.create(
    sampleEvent({ schedule: everyMinute, run: { on: "servers", serverIds: [one.id], groups: ["web"] } }),
  );
  await host.api.calendars.create(freeze(2, 4, [{ kind: "server", serverId: one.id }]));
  await host.api.calendars.create({
    ...freeze(3, 4, [{ kind: "server", serverId: two.id }]),
    name: "Other",
  });
  await host.clock.advance(4 * minute);
  expect(await ledgerOf(host, id)).toEqual(["60 run", "120 run", "180 skipped", "240 run"]);
  const rows = await ledgerRows(host, id);
  expect(rows[1]?.reason).toBe(
    "on time; left out: web-1 (the calendar “Freeze” has a blackout, “release”, until 2026-03-02 12:04 UTC)",
  );
  const targets = await Promise.all(
    rows.map(async (row) => (row.jobId === undefined ? [] : (await host.api.jobs.get({ id: row.jobId })).targets)),
  );
  expect(targets).toEqual([["web-1", "web-2"], ["web-2"], [], ["web-1", "web-2"]]);
});
