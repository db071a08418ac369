import { afterEach, expect, test } from "vitest";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { readHeartbeat } from "../watch/heartbeat-file.ts";
import { writeWatchRecord } from "../watch/watch-record-file.ts";

let current: TestHost | undefined;
afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function open(...options: Parameters<typeof openTestHost>): Promise<TestHost> {
  current = await openTestHost(...options);
  return current;
}

const minute = 60_000;
const hourly = { kind: "interval", everyMs: 60 * minute, anchorMs: testStart } as const;

test("a running program gives a sign of life at least every 15 s, and says when it stops as it was asked to", async () => {
  const host = await open();
  await host.api.events.create(sampleEvent({ schedule: hourly }));
  for (let look = 0; look < 5; look++) {
    await host.clock.advance(17_000);
    const beat = readHeartbeat(host.dataDirectory);
    expect(host.clock.now() - (beat?.at ?? 0)).toBeLessThanOrEqual(15_000);
    expect(beat).toMatchObject({ pid: process.pid, stopped: false, nextDueAt: testStart + 60 * minute });
  }
  await host.host.stop();
  expect(readHeartbeat(host.dataDirectory)).toMatchObject({ stopped: true, at: host.clock.now() });
});

test("a command that only opens the data gives no sign of life", async () => {
  const host = await open({ mode: "inspect" });
  await host.host.stop();
  expect(readHeartbeat(host.dataDirectory)).toBeUndefined();
});

test("a computer that wakes has what was due in its sleep accounted for at once", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: hourly }));
  await host.clock.advance(0);
  // Asleep: the clock on the wall goes on, timers do not.
  host.clock.step(150 * minute);
  await host.clock.advance(0);
  expect(await host.api.occurrences.list({ eventId: id, limit: 10 })).toEqual([]);
  host.host.wake();
  await host.clock.advance(0);
  expect(await host.api.occurrences.list({ eventId: id, limit: 10 })).toHaveLength(2);
});

test("a program that starts again knows from the heartbeat how long it was away", async () => {
  const first = await open();
  await first.api.events.create(sampleEvent({ schedule: hourly }));
  await first.clock.advance(minute);
  await first.host.stop();
  const stoppedAt = first.clock.now();
  await first.clock.advance(90 * minute);
  current = await first.restart(createScriptedExecutor(exitsWith(0)));
  const {
    absences: [absence],
  } = await current.api.absences.latest();
  expect(absence).toMatchObject({ fromAt: stoppedAt, untilAt: current.clock.now(), cause: "stopped" });
});

test("the timer's line is put in, changed, taken out, and each of that is in the audit trail", async () => {
  const host = await open();
  expect((await host.api.watch.status()).timer.installed).toBe(false);
  expect((await host.api.watch.install({})).timer).toMatchObject({ installed: true, everyMs: 5 * minute });
  expect((await host.api.watch.install({ everyMs: 10 * minute })).timer.everyMs).toBe(10 * minute);
  await expect(host.api.watch.install({ everyMs: 1_000 })).rejects.toThrow(/at least one minute/);
  expect((await host.api.watch.remove()).timer.installed).toBe(false);
  const { store } = host.host.createContext();
  const trail = await store.read.selectFrom("audit").select(["action", "detail"]).orderBy("id").execute();
  expect(trail.map(({ action }) => action)).toEqual(["watch.install", "watch.install", "watch.remove"]);
  expect(trail[2]?.detail).toContain("/a/timer");
});

test("what the timer saw last is told, once it has looked", async () => {
  const host = await open();
  expect((await host.api.watch.status()).latest).toBeUndefined();
  const record = { lookedAt: testStart, verdict: "alive", message: "it works", incident: null } as const;
  writeWatchRecord(host.dataDirectory, record);
  expect((await host.api.watch.status()).latest).toEqual(record);
});

test("the doctor tells of the scheduler and of the watch, whose absence is no fault", async () => {
  const host = await open();
  await host.clock.advance(5_000);
  const lineOf = async (name: string) => (await host.api.system.doctor()).find((line) => line.name === name);
  expect(await lineOf("scheduler")).toMatchObject({
    verdict: "ok",
    message: "the latest tick was 0 ms late, 5.0 s ago",
  });
  expect(await lineOf("watch")).toMatchObject({
    verdict: "ok",
    remedy: expect.stringContaining("cronium watch install"),
  });
  await host.api.watch.install({});
  expect(await lineOf("watch")).toMatchObject({ verdict: "ok", message: "installed", remedy: undefined });
});
