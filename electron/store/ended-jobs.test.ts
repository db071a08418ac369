import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endedJobs } from "../../migrations/0006-ended-jobs.ts";
import type { JobQuery, JobReach } from "../../shared/job.ts";
import { jobStatuses, type JobStatus } from "../../shared/words.ts";
import { heldJobs } from "../queue/claim.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openReadConnection } from "./connection.ts";
import { runningByServer, undiscardedExecutions } from "./executions.ts";
import { recentDurations } from "./forecast-events.ts";
import { countJobs, finishedSince } from "./job-counts.ts";
import { listJobs } from "./job-list.ts";
import { countUnfinishedByEvent, latestJobsByEvent, unfinishedJobs } from "./jobs.ts";
import { oldestUnsettled } from "./ledger-cut.ts";
import { searchableLogs, type LogReach } from "./searchable-logs.ts";
import { createReaderDialect } from "./sqlite-dialect.ts";
import { openStore, type Store } from "./store.ts";
import type { Database, Tables } from "./tables.ts";

const names = ["nightly backup", "weekly report", "backup of reports"] as const;
const ended = ["completed", "failed", "timeout", "cancelled", "needs_attention"] as const;

interface TestJob {
  readonly id: string;
  readonly eventId: number;
  readonly eventName: string;
  readonly queuedAt: number;
  readonly serverIds: readonly number[];
  status: JobStatus;
}

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-ended-"));
  store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(1), programVersion: "1.0.0" });
  await sql`PRAGMA synchronous = OFF`.execute(store.write);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const run = (statement: string): Promise<unknown> => sql.raw(statement).execute(store.write);

async function writeJob({ id, eventId, eventName, queuedAt, serverIds }: TestJob): Promise<void> {
  await run(`INSERT INTO jobs (id, event_id, event_name, event_type, event_version, source, status, priority, exclusive,
    definition, attempts_allowed, queued_at, available_at) VALUES ('${id}', ${String(eventId)}, '${eventName}', 'BASH', 1,
    'manual', 'queued', 1, 0, '{}', 1, ${String(queuedAt)}, 0)`);
  for (const [index, serverId] of serverIds.entries())
    await run(`INSERT INTO executions (id, job_id, attempt, place, server_id, target, status, created_at, log_path)
      VALUES ('exec ${id} ${String(index)}', '${id}', 1, 'servers', ${String(serverId)}, 'target ${String(index)}',
      'starting', 0, '')`);
}

const underWay = "lease_owner = 'a', lease_until = 9";

/** Carries a job that waits to a status, the ways that are allowed. */
async function bring(job: TestJob, status: JobStatus): Promise<void> {
  const where = `WHERE id = '${job.id}'`;
  if (status === "queued") return;
  if (status !== "cancelled") await run(`UPDATE jobs SET status = 'claimed', attempt = 1, ${underWay} ${where}`);
  if (status === "running") await run(`UPDATE jobs SET status = 'running' ${where}`);
  else if (status !== "claimed")
    await run(`UPDATE jobs SET status = '${status}', finished_at = 5, lease_owner = NULL, lease_until = NULL ${where}`);
  job.status = status;
}

/** What is kept of the jobs that have ended, and what it should be. */
async function keptAndReal(): Promise<readonly [unknown, unknown]> {
  const rows = async (text: string): Promise<unknown> => (await sql.raw(text).execute(store.write)).rows;
  return [
    [await rows("SELECT * FROM ended_counts"), await rows("SELECT * FROM server_jobs")],
    [
      await rows(`SELECT event_id, event_name, status, count(*) AS count FROM jobs WHERE finished_at IS NOT NULL
        GROUP BY event_id, event_name, status`),
      await rows(`SELECT DISTINCT server_id, jobs.status, queued_at, jobs.id AS job_id, event_id
        FROM executions JOIN jobs ON jobs.id = job_id WHERE jobs.finished_at IS NOT NULL AND server_id IS NOT NULL
        ORDER BY server_id, jobs.status, queued_at, jobs.id`),
    ],
  ];
}

const job = fc.record({
  eventId: fc.integer({ min: 1, max: 3 }),
  eventName: fc.constantFrom(...names),
  // Few instants, so that many are queued at the same.
  queuedAt: fc.integer({ min: 1_000, max: 1_015 }),
  serverIds: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
  status: fc.constantFrom(...jobStatuses.filter((status) => status !== "partial")),
});

/** Whatever was removed of the events and servers is there again. */
async function writeOwners(): Promise<void> {
  for (const id of [1, 2, 3]) {
    await run(`INSERT OR IGNORE INTO events (id, name, type, status, run_on, script, timeout_ms, retry_max, retry_delay_ms,
      retry_factor, on_unknown, priority, created_at, updated_at)
      VALUES (${String(id)}, 'event ${String(id)}', 'BASH', 'DRAFT', 'servers', '', 1, 0, 0, 1, 'retry', 1, 0, 0)`);
    await run(`INSERT OR IGNORE INTO servers (id, name, address, port, username, authentication_kind, created_at, updated_at)
      VALUES (${String(id)}, 'server ${String(id)}', 'a', 22, 'u', 'agent', 0, 0)`);
  }
}

async function writeAll(drawn: readonly Omit<TestJob, "id">[]): Promise<TestJob[]> {
  await run("DELETE FROM jobs");
  await writeOwners();
  const jobs: TestJob[] = drawn.map((one, index) => ({ ...one, id: `job ${String(index)}`, status: "queued" }));
  for (const [index, one] of jobs.entries()) {
    await writeJob(one);
    await bring(one, drawn[index]?.status ?? "queued");
  }
  return jobs;
}

test("what is kept of ended jobs is what counting them anew finds, whatever happens to jobs, events and servers", async () => {
  const step = fc.record({
    do: fc.constantFrom("end", "resolve", "remove", "retry", "remove event", "remove server"),
    pick: fc.nat({ max: 30 }),
    as: fc.constantFrom(...ended),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 12 }), fc.array(step, { maxLength: 12 }), async (drawn, steps) => {
      const jobs = await writeAll(drawn);
      for (const { do: what, pick, as } of steps) {
        const one = jobs[pick % Math.max(1, jobs.length)];
        const where = `WHERE id = '${one?.id ?? ""}'`;
        if (what === "end" && one?.status === "queued") await bring(one, as);
        if (what === "retry")
          await run(
            `UPDATE jobs SET status = 'queued', lease_owner = NULL, lease_until = NULL ${where} AND status = 'claimed'`,
          );
        if (what === "resolve")
          await run(`UPDATE jobs SET status = 'completed' ${where} AND status = 'needs_attention'`);
        if (what === "remove") await run(`DELETE FROM jobs ${where}`);
        if (what === "remove event") await run(`DELETE FROM events WHERE id = ${String(pick)}`);
        if (what === "remove server") await run(`DELETE FROM servers WHERE id = ${String(pick)}`);
      }
      const [kept, real] = await keptAndReal();
      expect(kept).toEqual(real);
    }),
    { numRuns: 25 },
  );
});

test("jobs that had ended before the change are counted by it; counts that differ are found out", async () => {
  await writeAll([
    { eventId: 1, eventName: names[0], queuedAt: 1_000, serverIds: [1, 2, 1], status: "completed" },
    { eventId: 2, eventName: names[1], queuedAt: 1_001, serverIds: [], status: "failed" },
    { eventId: 2, eventName: names[1], queuedAt: 1_002, serverIds: [3], status: "running" },
  ]);
  for (const statement of endedJobs.down) await run(statement);
  for (const statement of endedJobs.up) await run(statement);
  const [kept, real] = await keptAndReal();
  expect(kept).toEqual(real);
  expect(store.validate()).toMatchObject({ valid: true });
  await run("UPDATE server_jobs SET status = 'failed' WHERE server_id = 2");
  expect(store.validate().summary).toContain("listed for servers");
  expect(store.validate("shape")).toMatchObject({ valid: true });
  await run("DELETE FROM server_jobs WHERE server_id = 2");
  expect(store.validate().summary).toContain("listed for servers");
  await run(
    "INSERT INTO server_jobs SELECT 2, status, queued_at, job_id, event_id FROM server_jobs WHERE server_id = 1",
  );
  expect(store.validate()).toMatchObject({ valid: true });
  await run("UPDATE ended_counts SET count = 2 WHERE event_id = 2");
  expect(store.validate()).toMatchObject({
    valid: false,
    summary: expect.stringContaining("restore a backup") as string,
  });
});

const reach = fc.record(
  {
    eventId: fc.integer({ min: 1, max: 4 }),
    serverId: fc.integer({ min: 1, max: 4 }),
    sinceMs: fc.integer({ min: 999, max: 1_016 }),
    search: fc.constantFrom("", "backup", "REPORT", "nightly", "nothing", "%"),
  },
  { requiredKeys: [] },
);

function isWithin(one: TestJob, { eventId, serverId, sinceMs, search }: JobReach): boolean {
  return (
    (eventId === undefined || one.eventId === eventId) &&
    (serverId === undefined || one.serverIds.includes(serverId)) &&
    (sinceMs === undefined || one.queuedAt >= sinceMs) &&
    one.eventName.includes((search ?? "").toLowerCase())
  );
}

const later = (left: TestJob, right: TestJob): number =>
  right.queuedAt - left.queuedAt || (left.id < right.id ? 1 : left.id > right.id ? -1 : 0);

/** All pages of a list, one after the other. */
async function page(query: Omit<JobQuery, "after">): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const rows = await listJobs(store.read, { ...query, ...(after === undefined ? {} : { after }) });
    found.push(...rows.slice(0, query.limit).map(({ id }) => id));
    after = rows.length > query.limit ? found.at(-1) : undefined;
  } while (after !== undefined);
  return found;
}

test("lists and counts are those of going through all jobs one by one, page by page, for every filter", async () => {
  const statuses = fc.option(fc.subarray([...jobStatuses]), { nil: undefined });
  const question = fc.record({ reach, statuses, limit: fc.integer({ min: 1, max: 7 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(job, { maxLength: 30 }),
      fc.array(question, { minLength: 1, maxLength: 12 }),
      async (drawn, questions) => {
        const jobs = await writeAll(drawn);
        for (const { reach: within, statuses: chosen, limit } of questions) {
          const expected = jobs.filter((one) => isWithin(one, within));
          const listed = expected.filter(({ status }) => !chosen?.length || chosen.includes(status)).sort(later);
          expect(await page({ ...within, statuses: chosen, limit })).toEqual(listed.map(({ id }) => id));
          const counts = jobStatuses.map((word) => [word, expected.filter(({ status }) => status === word).length]);
          expect(await countJobs(store.read, within)).toEqual(Object.fromEntries(counts));
        }
      },
    ),
    { numRuns: 25 },
  );
});

/** How the database would go about the queries that are asked meanwhile. */
async function plansOf(ask: (database: Database) => Promise<unknown>): Promise<readonly string[]> {
  const connection = openReadConnection(store.path);
  const plans: string[] = [];
  const database: Database = new Kysely<Tables>({
    dialect: createReaderDialect(connection),
    log({ query }) {
      const steps = connection.prepare(`EXPLAIN QUERY PLAN ${query.sql}`).all(...query.parameters);
      plans.push(...(steps as { detail: string }[]).map(({ detail }) => detail));
    },
  });
  await ask(database);
  await database.destroy();
  return plans;
}

test("no list, filter or figure goes through all jobs, as SQLite plans it without knowing how many there are", async () => {
  const reaches: readonly JobReach[] = [{}, { eventId: 1 }, { serverId: 1 }, { sinceMs: 5 }, { search: "backup" }];
  const plans = [
    ...(await plansOf(async (database) => {
      for (const within of reaches) {
        await countJobs(database, within);
        await listJobs(database, { ...within, limit: 10, statuses: [...jobStatuses] });
        await listJobs(database, { ...within, limit: 10, statuses: [...jobStatuses], after: "job 1" });
        if (within.search === undefined) await listJobs(database, { ...within, limit: 10 });
      }
    })),
    ...(await plansOf(async (database) => {
      await finishedSince(database, 5);
      await latestJobsByEvent(database, 10);
      await unfinishedJobs(database, 1);
      await countUnfinishedByEvent(database);
      await undiscardedExecutions(database, { at: 10, id: "" }, 10);
      await runningByServer(database);
      await oldestUnsettled(database);
      await heldJobs(database);
    })),
  ];
  const durations = await plansOf((database) => recentDurations(database, [1, 2]));
  expect(durations.slice(0, 2).join(", ")).toMatch(/^SCAN given .*, SEARCH jobs USING INTEGER PRIMARY KEY/);
  const logs: readonly LogReach[] = [
    ...reaches.filter(({ search }) => search === undefined),
    { untilMs: 9 },
    { serverId: 1, untilMs: 9 },
    { eventId: 1, statuses: [...jobStatuses] },
    { statuses: ["partial", "running"] },
  ];
  for (const after of [undefined, "job 1"]) {
    for (const within of logs)
      plans.push(...(await plansOf((database) => searchableLogs(database, within, { after, jobs: 9 }))));
  }
  const ofServer = await plansOf((database) =>
    searchableLogs(database, { serverId: 1 }, { after: undefined, jobs: 9 }),
  );
  expect(ofServer.filter((detail) => detail.includes("executions_by_server"))).toEqual([]);
  expect(plans.length).toBeGreaterThan(100);
  const small = /jobs_unfinished_by_event|jobs_under_way|executions_unfinished|executions_to_discard/;
  // The newest page of all jobs, and of their logs, is the end of the index by time.
  const newestPage = "SCAN jobs USING INDEX jobs_by_time";
  const scans = plans.filter(
    (detail) => /^SCAN (jobs|own|executions|server_jobs)\b/.test(detail) && !small.test(detail),
  );
  expect([...new Set(scans)].filter((detail) => detail.replace("COVERING ", "") !== newestPage)).toEqual([]);
  expect(scans).toHaveLength(2);
});
