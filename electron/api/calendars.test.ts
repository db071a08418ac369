import { afterEach, beforeEach, expect, it } from "vitest";
import type { CalendarInput } from "../../shared/calendar.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

const hour = 3_600_000;
const day = 24 * hour;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

function quiet(changes: Partial<CalendarInput> = {}): CalendarInput {
  return {
    name: "quiet",
    timezone: "UTC",
    windows: [{ kind: "weekly", effect: "blackout", days: [1], from: "12:00", until: "14:00", label: "lunch" }],
    attachments: [{ kind: "everything" }],
    ...changes,
  };
}

const server = (name: string, groups: string[] = []) => ({
  name,
  address: "127.0.0.1",
  port: 22,
  username: "deploy",
  authentication: { kind: "agent" as const },
  groups,
});

const hourly = { kind: "cron" as const, cron: "30 * * * *", timezone: "UTC" };

it("keeps a calendar, and says what is open now and what opens next", async () => {
  await host.api.events.create(sampleEvent());
  const { id } = await host.api.calendars.create(quiet());
  const view = await host.api.calendars.get({ id });
  expect(view).toMatchObject({
    ...quiet(),
    id,
    version: 1,
    description: "",
    eventCount: 1,
    updatedAt: testStart,
    now: { calendarId: id, calendar: "quiet", effect: "blackout", label: "lunch", fromMs: testStart },
    next: { fromMs: testStart + 7 * day, untilMs: testStart + 7 * day + 2 * hour },
  });
  expect(await host.api.calendars.list()).toEqual([view]);
  expect(
    await host.api.calendars.spans({ calendarIds: [id], fromMs: testStart + day, untilMs: testStart + 9 * day }),
  ).toEqual([view.next]);
  expect(await host.api.calendars.spans({ calendarIds: [], fromMs: testStart, untilMs: testStart + day })).toEqual([]);
});

it("saves over the version that was edited alone", async () => {
  const { id } = await host.api.calendars.create(quiet());
  expect(await host.api.calendars.update({ id, version: 1, calendar: quiet({ name: "Quiet" }) })).toEqual({
    id,
    version: 2,
  });
  await expect(host.api.calendars.update({ id, version: 1, calendar: quiet() })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
  expect(await host.api.calendars.get({ id })).toMatchObject({ name: "Quiet", version: 2 });
  await expect(host.api.calendars.create(quiet({ name: "QUIET" }))).rejects.toMatchObject({
    cause: { code: "conflict", field: "name" },
  });
  const audit = await host.host.createContext().store.read.selectFrom("audit").selectAll().execute();
  expect(audit.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
    `calendar.create calendar ${String(id)} quiet`,
    `calendar.update calendar ${String(id)} Quiet`,
  ]);
});

it.each([
  [{ timezone: "Mars/Olympus" }, "timezone"],
  [
    {
      windows: [
        { kind: "dated" as const, effect: "blackout" as const, from: "2026-01-01", until: "2026-01-02" },
        { kind: "recurring" as const, effect: "allow" as const, cron: "61 * * * *", durationMs: hour },
      ],
    },
    "windows.1.cron",
  ],
  [
    { windows: [{ kind: "dated" as const, effect: "blackout" as const, from: "2026-02-02", until: "2026-02-01" }] },
    "windows.0.until",
  ],
  [
    { attachments: [{ kind: "everything" as const }, { kind: "event" as const, eventId: 99 }] },
    "attachments.1.eventId",
  ],
  [{ attachments: [{ kind: "server" as const, serverId: 99 }] }, "attachments.0.serverId"],
])("names the field that is wrong", async (changes, field) => {
  await expect(host.api.calendars.create(quiet(changes))).rejects.toMatchObject({
    cause: { code: "invalid_input", field },
  });
  expect(await host.api.calendars.list()).toEqual([]);
});

it("counts each event once that it holds for, archived ones not at all", async () => {
  const web = (await host.api.servers.create(server("web-1", ["web"]))).id;
  const other = (await host.api.servers.create(server("db-1"))).id;
  const on = (serverIds: number[], groups: string[] = []) => ({ on: "servers" as const, serverIds, groups });
  const named = await host.api.events.create(sampleEvent({ name: "named", tags: ["backup"], run: on([web]) }));
  await host.api.events.create(sampleEvent({ name: "grouped", run: on([], ["web"]) }));
  await host.api.events.create(sampleEvent({ name: "elsewhere", run: on([other]) }));
  await host.api.events.create(sampleEvent({ name: "old", tags: ["backup"], status: "ARCHIVED" }));
  const count = async (attachments: CalendarInput["attachments"]): Promise<number> => {
    const { id } = await host.api.calendars.create(quiet({ name: JSON.stringify(attachments), attachments }));
    return (await host.api.calendars.get({ id })).eventCount;
  };
  expect(await count([])).toBe(0);
  expect(await count([{ kind: "everything" }])).toBe(3);
  expect(await count([{ kind: "server", serverId: web }])).toBe(2);
  expect(await count([{ kind: "tag", tag: "backup" }])).toBe(1);
  expect(
    await count([
      { kind: "tag", tag: "backup" },
      { kind: "event", eventId: named.id },
      { kind: "server", serverId: other },
    ]),
  ).toBe(2);
});

it("shows a calendar that is being edited, or what is wrong with it", async () => {
  const span = { fromMs: testStart, untilMs: testStart + day };
  const { windows = [] } = quiet();
  expect(await host.api.calendars.preview({ timezone: "UTC", windows, ...span })).toMatchObject({
    ok: true,
    spans: [{ label: "lunch", fromMs: testStart }],
  });
  expect(await host.api.calendars.preview({ timezone: "Nowhere", windows, ...span })).toMatchObject({
    ok: false,
    field: "timezone",
  });
});

/** The ledger of an event, oldest first, as decision, cause and calendar. */
async function ledger(eventId: number): Promise<(string | undefined)[][]> {
  const rows = await host.api.occurrences.list({ eventId });
  return rows.map(({ decision, cause, calendar }) => [decision, cause, calendar]).reverse();
}

it("keeps a due instant inside a blackout from running, in one row that names the calendar", async () => {
  const { id: eventId } = await host.api.events.create(sampleEvent({ schedule: hourly }));
  const { id } = await host.api.calendars.create(quiet());
  await host.clock.advance(2 * hour);
  expect(await ledger(eventId)).toEqual([
    ["skipped", "calendar", "quiet"],
    ["skipped", "calendar", "quiet"],
  ]);
  const [row] = await host.api.occurrences.list({ eventId });
  expect(row?.reason).toContain("quiet");
  await host.clock.advance(hour);
  expect((await ledger(eventId)).at(-1)).toEqual(["run", "on_time", undefined]);

  // An edit counts from the next tick on, and so does the end of a calendar.
  const windows = [{ kind: "weekly" as const, effect: "allow" as const, days: [2], from: "00:00", until: "00:00" }];
  await host.api.calendars.update({ id, version: 1, calendar: quiet({ windows }) });
  await host.clock.advance(hour);
  expect((await ledger(eventId)).at(-1)).toEqual(["skipped", "calendar", "quiet"]);
  await host.api.calendars.remove({ id });
  await expect(host.api.calendars.get({ id })).rejects.toMatchObject({ cause: { code: "not_found" } });
  await host.clock.advance(hour);
  expect(await ledger(eventId)).toHaveLength(5);
  expect((await ledger(eventId)).at(-1)?.[2]).toBeUndefined();
});

it("leaves out the servers a calendar is attached to, and skips only when none is left", async () => {
  const web = (await host.api.servers.create(server("web-1"))).id;
  const other = (await host.api.servers.create(server("db-1"))).id;
  const run = { on: "servers" as const, serverIds: [web, other], groups: [] };
  const { id: eventId } = await host.api.events.create(sampleEvent({ run, schedule: { ...hourly, overlap: "allow" } }));
  const attachments = [{ kind: "server" as const, serverId: web }];
  const { id } = await host.api.calendars.create(quiet({ attachments }));
  await host.clock.advance(hour);
  const [first] = await host.api.occurrences.list({ eventId });
  expect(first).toMatchObject({ decision: "run", cause: "on_time" });
  expect(first?.reason).toContain("web-1");
  expect(first?.reason).toContain("quiet");
  const job = await host.host
    .createContext()
    .store.read.selectFrom("jobs")
    .select("targets")
    .where("id", "=", first?.jobId ?? "")
    .executeTakeFirstOrThrow();
  expect(job.targets).toContain("db-1");
  expect(job.targets).not.toContain("web-1");

  const both = [...attachments, { kind: "server" as const, serverId: other }];
  await host.api.calendars.update({ id, version: 1, calendar: quiet({ attachments: both }) });
  await host.clock.advance(hour);
  expect((await host.api.occurrences.list({ eventId }))[0]).toMatchObject({
    decision: "skipped",
    cause: "calendar",
    calendar: "quiet",
  });
});
