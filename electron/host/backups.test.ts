import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DoctorLine } from "../../shared/system.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

const minute = 60_000;
const hour = 60 * minute;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

function folder(): string {
  return join(host.dataDirectory, "backups");
}

/** When the scheduled backups were made, minutes after the start of the test, the newest first. */
async function made(): Promise<number[]> {
  return (await host.api.database.backups()).map(({ at }) => (at - testStart) / minute);
}

async function doctorLine(name: string): Promise<DoctorLine | undefined> {
  return (await host.api.system.doctor()).find((line) => line.name === name);
}

test("soon after the start and then every day the database is backed up, verified, while it is in use", async () => {
  await host.api.events.create(sampleEvent());
  await host.clock.advance(2 * minute);
  expect(await host.api.database.backups()).toMatchObject([{ label: "scheduled", verified: true }]);
  expect((await host.api.system.storage()).schedule).toEqual({
    busy: false,
    nextAt: testStart + minute + 24 * hour,
    problem: undefined,
  });
  host.clock.step(12 * hour);
  await host.clock.advance(2 * minute);
  expect(await made()).toHaveLength(1);
  host.clock.step(12 * hour);
  await host.clock.advance(2 * minute);
  expect(await made()).toHaveLength(2);
  expect(await doctorLine("backups")).toMatchObject({ verdict: "ok" });
});

test("the settings say how often and how many; old ones go, with their checksums, those made by hand stay", async () => {
  await host.api.settings.set({ backupEveryHours: 1, backupKeep: 2 });
  await host.clock.advance(minute);
  const byHand = await host.api.database.backUp();
  for (let day = 0; day < 12; day++) {
    host.clock.step(24 * hour);
    await host.clock.advance(minute);
  }
  // Of each of the last seven days one.
  const scheduled = (await host.api.database.backups()).filter(({ label }) => label === "scheduled");
  expect(scheduled).toHaveLength(7);
  expect((await host.api.database.backups()).map(({ path }) => path)).toContain(byHand.path);
  expect(readdirSync(folder())).toHaveLength(2 * 8);
  expect(readdirSync(folder()).every((name) => statSync(join(folder(), name)).mode % 0o1000 === 0o600)).toBe(true);
});

test("switched off none is made, and the doctor says so", async () => {
  await host.api.settings.set({ backupEveryHours: 0 });
  await host.clock.advance(10 * minute);
  expect(await made()).toEqual([]);
  expect(await doctorLine("backups")).toMatchObject({ verdict: "warning", message: /switched off/ });
});

test("one that fails is told with reason and remedy, everything else goes on, and it is tried again", async () => {
  writeFileSync(folder(), "in the way");
  await host.clock.advance(3 * minute);
  const problem = { since: testStart + minute, message: expect.stringMatching(/^The backup fails: .*backups/) };
  expect((await host.api.system.status()).storage).toMatchObject({ latestBackupAt: undefined, problem });
  expect(await doctorLine("backups")).toMatchObject({ verdict: "problem", remedy: expect.stringMatching(/.+/) });
  await host.api.events.create(sampleEvent());
  rmSync(folder());
  await host.clock.advance(6 * minute);
  expect((await host.api.system.status()).storage).toMatchObject({ problem });
  await host.clock.advance(4 * minute);
  expect((await host.api.system.status()).storage).toMatchObject({ problem: undefined });
  expect(await made()).toEqual([11]);
});

test("what a crash left half written goes with the next backup", async () => {
  const { path } = await host.api.database.backUp();
  writeFileSync(`${path}.incoming`, "half");
  host = await host.restart();
  await host.clock.advance(minute);
  expect(readdirSync(folder()).some((name) => name.endsWith(".incoming"))).toBe(false);
  expect(await host.api.database.backups()).toHaveLength(2);
});

test("a backup that seems to come from the future puts none off", async () => {
  host.clock.step(1_000 * hour);
  await host.clock.advance(minute);
  host.clock.step(-1_000 * hour);
  await host.clock.advance(minute);
  expect(await made()).toHaveLength(2);
});

test("soon after the start the database is looked at; damage is a problem that names the newest good backup", async () => {
  await host.clock.advance(minute);
  expect((await host.api.system.storage()).integrity).toMatchObject({ verdict: "intact" });
  const [good] = await host.api.database.backups();
  host.host.createContext().storage.integrity.found({ at: 1, verdict: "damaged", detail: "jobs: page 7 is torn" });
  expect(await doctorLine("backups")).toMatchObject({
    verdict: "problem",
    message: "The database is damaged (jobs: page 7 is torn)",
    remedy: expect.stringContaining(`cronium db restore ${good?.path ?? ""}`),
  });
});

test("the meter tells what takes how much, and how it grows once it can be told", async () => {
  const before = await host.api.system.storage();
  expect(before.bytes.database).toBe(statSync(join(host.dataDirectory, "cronium.sqlite")).size);
  expect(before.bytes.free).toBeGreaterThan(0);
  expect(before.growthPerDay).toBeUndefined();
  await host.clock.advance(minute);
  host.clock.step(12 * hour);
  await host.clock.advance(minute);
  const after = await host.api.system.storage();
  expect(after.bytes.backups).toBeGreaterThan(100_000);
  expect(after.growthPerDay).toBeTypeOf("number");
});
