import { expect, test } from "vitest";
import type { AbsenceView } from "../../shared/absence.ts";
import { ledgerRows, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const everyMinute = { kind: "interval", everyMs: minute, anchorMs: testStart } as const;

async function openWith(schedule: object = everyMinute) {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, ...schedule } }));
  await host.clock.advance(minute);
  return { host, id };
}

const absences = async (host: TestHost): Promise<readonly AbsenceView[]> => (await host.api.absences.latest()).absences;

test("a computer that slept: one absence, and every late row stands under it", async () => {
  const { host, id } = await openWith();
  host.clock.step(10 * minute + 20 * second);
  await host.clock.advance(15 * second);
  const [absence, ...others] = await absences(host);
  expect(others).toEqual([]);
  expect(absence).toMatchObject({ cause: "asleep", fromAt: testStart + minute, due: 10, caughtUp: 1, missed: 9 });
  const rows = await ledgerRows(host, id);
  expect(rows.map((row) => row.absenceId)).toEqual([undefined, ...Array<number>(10).fill(absence?.id ?? 0)]);
  await host.clock.advance(minute);
  expect((await ledgerRows(host, id)).at(-1)).toMatchObject({ decision: "run", absenceId: undefined });
  expect(await absences(host)).toHaveLength(1);
});

test("a program that did not run: the absence begins when it was last seen", async () => {
  const { host } = await openWith();
  await host.host.stop();
  const stoppedAt = host.clock.now();
  const awayMs = 2 * hour + 30 * second;
  host.clock.step(awayMs);
  const next = await open({ clock: host.clock, dataDirectory: host.dataDirectory });
  const [absence] = await absences(next);
  expect(absence).toMatchObject({ cause: "stopped", untilAt: stoppedAt + awayMs, due: 120 });
  expect(stoppedAt - (absence?.fromAt ?? 0)).toBeLessThanOrEqual(15 * second);
  const { scheduler } = await next.api.system.status();
  expect(scheduler.lagMs, "what an absence tells of is no lateness of the scheduler").toBe(0);
});

test("a short stop, and a long one in which nothing was due, are no absence", async () => {
  const { host } = await openWith({ everyMs: 24 * hour });
  host.clock.step(5 * hour);
  await host.clock.advance(15 * second);
  expect(await absences(host)).toEqual([]);
  const short = await openWith();
  short.host.clock.step(50 * second);
  await short.host.clock.advance(15 * second);
  expect(await absences(short.host)).toEqual([]);
});

test("a long absence of many instants is one absence over all portions", async () => {
  const { host, id } = await openWith({ everyMs: second, missed: "none" });
  host.clock.step(2 * hour);
  await host.clock.advance(20 * second);
  const found = await absences(host);
  expect(found).toHaveLength(1);
  expect(found[0]?.due).toBeGreaterThan(7_100);
  const rows = await ledgerRows(host, id);
  expect(new Set(rows.map((row) => row.dueAt)).size).toBe(rows.length);
  expect(rows.length).toBe((host.clock.now() - testStart) / second);
});

test("a clock that is set back and forth again is no absence: nothing was late", async () => {
  const { host, id } = await openWith();
  host.clock.step(-hour);
  await host.clock.advance(30 * second);
  host.clock.step(hour);
  await host.clock.advance(90 * second);
  expect(await absences(host)).toEqual([]);
  expect((await ledgerRows(host, id)).map((row) => row.decision)).toEqual(["run", "run", "run"]);
});

test("each absence has its own row", async () => {
  const { host } = await openWith();
  for (let times = 0; times < 2; times++) {
    host.clock.step(10 * minute);
    await host.clock.advance(minute);
  }
  expect((await absences(host)).map((absence) => absence.cause)).toEqual(["asleep", "asleep"]);
});
