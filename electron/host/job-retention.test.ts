import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

const minute = 60_000;
const day = 86_400_000;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ executor: createScriptedExecutor(exitsWith(0)) });
});
afterEach(() => host.close());

/** Runs an event so many times, one after another. @returns the ids of the jobs, the oldest first */
async function run(eventId: number, times: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < times; made++) {
    const { jobId: id } = await host.api.events.run({ id: eventId });
    await host.clock.advance(1_000);
    ids.push(id);
  }
  return ids;
}

async function jobs(): Promise<string[]> {
  return (await host.api.jobs.list({ limit: 200 })).jobs.map(({ id }) => id).sort();
}

/** Ids of the jobs that have a log on the disk. */
function logged(): string[] {
  const folder = join(host.dataDirectory, "logs");
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  return names.flatMap((name) => /exec_(job_\w{12})_/.exec(name)?.[1] ?? []).sort();
}

async function fillLog(jobId: string, bytes: number): Promise<void> {
  const store = host.host.createContext().store;
  const row = await store.read
    .selectFrom("executions")
    .select("log_path")
    .where("job_id", "=", jobId)
    .executeTakeFirstOrThrow();
  writeFileSync(join(host.dataDirectory, row.log_path), Buffer.alloc(bytes));
}

test("of each event the newest finished jobs stay, as many as the settings say, and their logs with them", async () => {
  await host.api.events.create(sampleEvent({ name: "one" }));
  await host.api.events.create(sampleEvent({ name: "two" }));
  const one = await run(1, 5);
  const two = await run(2, 2);
  await host.clock.advance(minute);
  expect(await jobs()).toHaveLength(7);
  await host.api.settings.set({ keepJobsPerEvent: 3 });
  await host.clock.advance(minute);
  const kept = [...one.slice(2), ...two].sort();
  expect(await jobs()).toEqual(kept);
  expect(logged()).toEqual(kept);
});

test("beyond the bytes that logs may take the oldest finished jobs make room", async () => {
  await host.api.events.create(sampleEvent());
  const ids = await run(1, 4);
  for (const id of ids) await fillLog(id, 100_000);
  await host.api.settings.set({ keepLogBytes: 250_000 });
  await host.clock.advance(11 * minute);
  expect(await jobs()).toEqual(ids.slice(2).sort());
  expect(logged()).toEqual(ids.slice(2).sort());
});

test("older than the settings say they go, unless one needs attention", async () => {
  await host.close();
  let asked = 0;
  const lost = { kind: "unknown", message: "the computer restarted" } as const;
  host = await openTestHost({
    executor: createScriptedExecutor(() => (asked++ === 1 ? lost : { kind: "exited", exitCode: 0 })),
  });
  await host.api.events.create(sampleEvent());
  const [old = "", troubled = ""] = await run(1, 2);
  expect((await host.api.jobs.get({ id: troubled })).status).toBe("needs_attention");
  await host.api.settings.set({ keepDays: 2 });
  host.clock.step(3 * day);
  const [young = ""] = await run(1, 1);
  await host.clock.advance(12 * minute);
  expect(await jobs()).toEqual([troubled, young].sort());
  expect(await jobs()).not.toContain(old);
});

test("no limit ever takes an unfinished job, or a row of the ledger", async () => {
  await host.close();
  host = await openTestHost();
  await host.api.events.create(
    sampleEvent({ schedule: { kind: "interval", everyMs: minute, anchorMs: host.clock.now(), overlap: "allow" } }),
  );
  await host.clock.advance(5 * minute + 1_000);
  const ids = await jobs();
  (await host.executor.nth(0)).end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(1_000);
  await host.api.settings.set({ keepJobsPerEvent: 1, keepLogBytes: 1, keepDays: 1 });
  await host.api.events.setStatus({ id: 1, status: "PAUSED" });
  host.clock.step(2 * day);
  await host.clock.advance(12 * minute);
  const kept = await jobs();
  for (const id of ids.filter((each) => kept.includes(each))) {
    expect(["claimed", "running", "queued"]).toContain((await host.api.jobs.get({ id })).status);
  }
  expect(ids.filter((id) => !kept.includes(id))).toHaveLength(1);
  const occurrences = await host.api.occurrences.list({ limit: 1_000 });
  expect(occurrences.filter(({ decision }) => decision === "run").length).toBeGreaterThanOrEqual(5);
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true });
});

test("logs whose jobs went before a crash are removed at the next start; those of jobs that are there stay", async () => {
  await host.api.events.create(sampleEvent());
  const [gone = "", there = ""] = await run(1, 2);
  const { store } = host.host.createContext();
  const paths = await store.read.selectFrom("executions").select("log_path").execute();
  await store.write.deleteFrom("jobs").where("id", "=", gone).execute();
  const noted = [...paths.map((row) => row.log_path), "../outside"];
  writeFileSync(join(host.dataDirectory, "removing.json"), JSON.stringify(noted));
  expect(logged()).toHaveLength(2);
  host = await host.restart();
  await host.clock.advance(0);
  expect(logged()).toEqual([there]);
  expect(existsSync(join(host.dataDirectory, "removing.json"))).toBe(false);
});
