import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let world: TestHost;
beforeEach(async () => {
  world = await openTestHost();
});
afterEach(() => world.close());

const hourly = (changes: object = {}) => ({ kind: "cron" as const, cron: "0 * * * *", timezone: "UTC", ...changes });
const range = { fromMs: testStart + 1, untilMs: testStart + 1 + day };

async function addServer(name: string, groups: readonly string[] = []): Promise<number> {
  const { id } = await world.api.servers.create({
    name,
    address: "192.0.2.1",
    port: 22,
    username: "deploy",
    authentication: { kind: "agent" },
    groups: [...groups],
  });
  return id;
}

describe("forecast.read", () => {
  it("tells what active events start, and nothing of others", async () => {
    await world.api.events.create(sampleEvent({ name: "active", schedule: hourly() }));
    await world.api.events.create(sampleEvent({ name: "paused", status: "PAUSED", schedule: hourly() }));
    await world.api.events.create(sampleEvent({ name: "on demand" }));
    const forecast = await world.api.forecast.read(range);
    expect(forecast.rows).toMatchObject([
      { name: "active", count: 24, words: "every hour", timezone: "UTC", truncated: false },
    ]);
    expect(forecast).toMatchObject({ total: 24, quietCount: 0, truncated: false });
  });

  it("stops where all runs have been made, counting those on the way there", async () => {
    const id = await world.api.events.create(sampleEvent({ schedule: hourly({ maxRuns: 30 }) }));
    const later = await world.api.forecast.read({ fromMs: range.fromMs + day, untilMs: range.untilMs + day });
    expect(later.rows).toMatchObject([{ eventId: id.id, count: 6, usedUpMs: testStart + 30 * hour }]);
  });

  it("resolves groups to servers, and chooses by event and by tag", async () => {
    const [first, second] = [await addServer("web-1", ["web"]), await addServer("web-2", ["web"])];
    const onServers = { on: "servers" as const, serverIds: [first], groups: [] };
    await world.api.events.create(sampleEvent({ name: "one", tags: ["night"], run: onServers, schedule: hourly() }));
    await world.api.events.create(
      sampleEvent({ name: "all", run: { on: "servers", serverIds: [], groups: ["web"] }, schedule: hourly() }),
    );
    const byServer = await world.api.forecast.read({ ...range, by: "server" });
    expect(byServer.rows).toMatchObject([
      { name: "web-1", serverId: first, count: 48 },
      { name: "web-2", serverId: second, count: 24 },
    ]);
    const tagged = await world.api.forecast.read({ ...range, tag: "night" });
    expect(tagged.rows.map(({ name }) => name)).toEqual(["one"]);
    expect(tagged.collisions).toMatchObject([{ servers: ["web-1"], times: 24, eventCount: 2 }]);
  });

  it("knows how long runs usually take", async () => {
    const { id } = await world.api.events.create(
      sampleEvent({ schedule: { kind: "interval", everyMs: 10 * minute, timezone: "UTC", overlap: "queue" } }),
    );
    await world.api.events.run({ id });
    const run = await world.executor.nth(0);
    await world.clock.advance(15 * minute);
    run.end({ kind: "exited", exitCode: 0 });
    await world.clock.advance(0);
    const { rows, collisions } = await world.api.forecast.read(range);
    expect(rows).toMatchObject([{ usualDurationMs: 15 * minute }]);
    expect(collisions).toMatchObject([{ kind: "still_running" }]);
  });
});

describe("schedules.compare", () => {
  it("compares with the stored schedule, beside other active events", async () => {
    const { id } = await world.api.events.create(
      sampleEvent({ name: "report", schedule: hourly({ cron: "0 8 * * 1" }) }),
    );
    await world.api.events.create(sampleEvent({ name: "db-backup", schedule: hourly({ cron: "0 2 * * *" }) }));
    const compared = await world.api.schedules.compare({
      eventId: id,
      after: { kind: "cron", cron: "0 2 * * 1-4", timezone: "UTC" },
    });
    expect(compared).toMatchObject({
      ok: true,
      perWeekBefore: 1,
      perWeekAfter: 4,
      sentences: [
        "3 more runs a week: 4 instead of 1",
        "first run on 3 March at 02:00 instead of 9 March at 08:00",
        "meets db-backup at 02:00",
      ],
    });
  });

  it("keeps the rhythm of an interval that is saved again", async () => {
    const interval = { kind: "interval" as const, everyMs: 7 * hour, timezone: "UTC" };
    const { id } = await world.api.events.create(sampleEvent({ schedule: interval }));
    await world.clock.advance(3 * hour);
    expect(await world.api.schedules.compare({ eventId: id, after: interval })).toMatchObject({
      sentences: ["due at the same times as before"],
    });
  });

  it("says which field is wrong", async () => {
    const after = { kind: "cron" as const, cron: "61 * * * *", timezone: "UTC" };
    expect(await world.api.schedules.compare({ after })).toMatchObject({ ok: false, field: "cron" });
    const ended = { ...after, cron: "* * * * *", startMs: 2, endMs: 1 };
    expect(await world.api.schedules.compare({ after: ended })).toMatchObject({ ok: false, field: "end" });
  });

  it("knows only events that exist", async () => {
    await expect(
      world.api.schedules.compare({ eventId: 99, after: { kind: "once", atMs: testStart, timezone: "UTC" } }),
    ).rejects.toThrow("no such event");
  });
});
