import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CroniumError } from "../../shared/errors.ts";
import { jobResolutions } from "../../shared/job.ts";
import { edgesOf, executionTransitions, jobTransitions, type StateEdge } from "../../shared/job-states.ts";
import { randomIds } from "../base/ids.ts";
import { executionsOfJob, finishExecution, insertExecutions, markExecutionRunning } from "../store/executions.ts";
import { openStore, type Store } from "../store/store.ts";
import type { JobRow } from "../store/tables.ts";
import { bareDefinition, insertBareEvent } from "../testing/bare-event.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { claimJobs, heldJobs, takeOver } from "./claim.ts";
import { enqueueJob } from "./enqueue.ts";
import { requestCancel, resolveJob } from "./job-actions.ts";
import type { JobEndHook } from "./job-end.ts";
import { markJobRunning, settleJob } from "./settle.ts";

/*
 * Two processes that each believe to hold leases, and a third party that cancels and resolves, do anything in any
 * order, and die between any two steps or within one. Whatever happens, each step changes what its transition may
 * change and nothing else, and who has lost a lease changes nothing at all.
 */

const [endings, ends] = [jobTransitions.settle.to, executionTransitions.finish.to] as const;
const owners = ["first", "second"] as const;
const pick = fc.nat({ max: 3 });
const dies = fc.boolean();
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("enqueue" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("claim" as const), owner: fc.constantFrom(...owners) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("start" as const), pick }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("begin" as const), pick }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant("finish" as const), pick, as: fc.constantFrom(...ends) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("settle" as const), pick, as: fc.constantFrom(...endings), dies }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("retry" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), pick, dies }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("resolve" as const), pick, as: fc.constantFrom(...jobResolutions), dies }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("take_over" as const), pick, owner: fc.constantFrom(...owners) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const definition = { ...bareDefinition, retries: { ...bareDefinition.retries, max: 3 } };

const failure = { reason: "nonzero_exit", message: "exit code 1" } as const;
let now = 1_000_000;

let folder: string;
let store: Store;
let eventId: number;

async function open(): Promise<void> {
  store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(now), programVersion: "1.2.3" });
  // What survives a power cut is another test's matter; thousands of commits need not wait for the disk here.
  await sql`PRAGMA synchronous = OFF`.execute(store.write);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-states-"));
  await open();
  eventId = await insertBareEvent(store.write, "one");
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** What a process believes to hold. */
interface Belief {
  readonly id: string;
  readonly attempt: number;
  readonly owner: string;
}

interface Seen {
  readonly status: string;
  readonly attempt: number;
  readonly owner: string | null;
}

async function jobsSeen(): Promise<ReadonlyMap<string, Seen>> {
  const rows = await store.write.selectFrom("jobs").select(["id", "status", "attempt", "lease_owner"]).execute();
  return new Map(rows.map((row) => [row.id, { status: row.status, attempt: row.attempt, owner: row.lease_owner }]));
}

async function executionsSeen(): Promise<ReadonlyMap<string, Seen>> {
  const rows = await store.write.selectFrom("executions").select(["id", "job_id", "status", "attempt"]).execute();
  return new Map(rows.map((row) => [row.id, { status: row.status, attempt: row.attempt, owner: row.job_id }]));
}

async function lateResults(): Promise<number> {
  const rows = await store.write.selectFrom("audit").select("id").where("action", "=", "job.late_result").execute();
  return rows.length;
}

class Death extends Error {}
const die: JobEndHook = () => {
  throw new Death("the process died within the transaction");
};

/** @returns true when it was done, false when the program refused it or the process died */
async function done(work: Promise<unknown>): Promise<boolean> {
  try {
    return (await work) !== false;
  } catch (error) {
    if (error instanceof Death || (error instanceof CroniumError && error.code === "conflict")) return false;
    throw error;
  }
}

const holds = (seen: Seen | undefined, belief: Belief | undefined): boolean =>
  seen !== undefined &&
  belief !== undefined &&
  ["claimed", "running"].includes(seen.status) &&
  seen.owner === belief.owner &&
  seen.attempt === belief.attempt;

const visited = new Set<string>();
const nameOf = (edge: StateEdge<string>): string => `${edge.by}: ${edge.from ?? "nothing"} to ${edge.to}`;
const jobEdges = new Set(edgesOf(jobTransitions).map(nameOf));
const executionEdges = new Set(edgesOf(executionTransitions).map(nameOf));

/** Every row that changed did so by this transition; @returns the ids of those that did. */
function followed(
  edges: ReadonlySet<string>,
  by: string,
  before: ReadonlyMap<string, Seen>,
  after: ReadonlyMap<string, Seen>,
): string[] {
  const changed = [...after].filter(([id, seen]) => JSON.stringify(before.get(id)) !== JSON.stringify(seen));
  for (const [id, seen] of changed) {
    const name = nameOf({ by, from: before.get(id)?.status, to: seen.status });
    expect(edges).toContain(name);
    visited.add(name);
  }
  return changed.map(([id]) => id);
}

async function live(steps: readonly Step[]): Promise<void> {
  await store.write.deleteFrom("jobs").execute();
  const ids: string[] = [];
  let beliefs: Belief[] = [];
  const believe = (job: JobRow, owner: string): void => {
    beliefs = [...beliefs.slice(-8), { id: job.id, attempt: job.attempt, owner }];
  };
  const of = <Item>(items: readonly Item[], index: number): Item | undefined =>
    items[index % Math.max(items.length, 1)];

  async function act(taken: Step): Promise<{ readonly ok: boolean; readonly by: Belief | undefined }> {
    const by = "pick" in taken ? of(beliefs.toReversed(), taken.pick) : undefined;
    const id = "pick" in taken ? of(ids, taken.pick) : undefined;
    const hooks = "dies" in taken && taken.dies ? [die] : [];
    switch (taken.do) {
      case "enqueue": {
        const event = { id: eventId, name: "one", version: 1 };
        ids.push(await enqueueJob(store.write, randomIds, { event, definition, priority: 1, source: "manual", now }));
        return { ok: true, by };
      }
      case "claim": {
        const jobs = await claimJobs(store.write, taken.owner, now, 1);
        for (const job of jobs) believe(job, taken.owner);
        return { ok: jobs.length > 0, by };
      }
      case "take_over": {
        const job = of(await heldJobs(store.write), taken.pick);
        const ok = job !== undefined && (await takeOver(store.write, job, taken.owner, now));
        if (job !== undefined && ok) {
          believe(job, taken.owner);
          visited.add(nameOf({ by: "take_over", from: job.status, to: job.status }));
        }
        return { ok, by: undefined };
      }
      case "start":
        return { ok: by !== undefined && (await start(by)), by };
      case "begin":
      case "finish": {
        const own = by === undefined ? [] : await executionsOfJob(store.write, by.id);
        const execution = own.find((row) => row.attempt === by?.attempt);
        if (by === undefined || execution === undefined) return { ok: false, by: undefined };
        const key = { id: execution.id, owner: by.owner };
        if (taken.do === "begin") return { ok: await markExecutionRunning(store.write, key, now), by };
        const kept = { logBytes: 0, logSha256: "", logDroppedBytes: 0 };
        const result = { status: taken.as, exitCode: 1, failure, survivors: [], ...kept };
        return { ok: await finishExecution(store.write, key, result, now), by };
      }
      case "settle":
      case "retry": {
        if (by === undefined) return { ok: false, by };
        const status = taken.do === "settle" ? taken.as : "failed";
        const settlement = { status, exitCode: 1, failure, retry: taken.do === "retry" };
        const request = { job: by, owner: by.owner, settlement, retryAt: now, now };
        return { ok: await done(settleJob(store.write, request, hooks)), by };
      }
      case "cancel": {
        if (id === undefined) return { ok: false, by: undefined };
        const cancelling = store.write
          .transaction()
          .execute((transaction) => requestCancel(transaction, id, now, "user", hooks));
        return { ok: await done(cancelling), by: undefined };
      }
      case "resolve": {
        const waiting = await store.write
          .selectFrom("jobs")
          .select("id")
          .where("status", "=", "needs_attention")
          .execute();
        const chosen = of(waiting, taken.pick)?.id ?? id;
        if (chosen === undefined) return { ok: false, by: undefined };
        return { ok: await done(resolveJob(store.write, chosen, taken.as, undefined, now, hooks)), by: undefined };
      }
      case "crash":
        await store.close();
        await open();
        return { ok: true, by };
    }
  }

  for (const taken of steps) {
    now++;
    const [jobs, executions, late] = [await jobsSeen(), await executionsSeen(), await lateResults()];
    const { ok, by } = await act(taken);
    const held = by === undefined || holds(jobs.get(by.id), by);
    const movedJobs = followed(jobEdges, taken.do, jobs, await jobsSeen());
    const movedExecutions = followed(
      executionEdges,
      taken.do === "start" ? "intend" : taken.do,
      executions,
      await executionsSeen(),
    );
    // The fence: whoever does not hold the lease is refused, and nothing changes but the evidence.
    if (!held) expect(ok).toBe(false);
    const former = by === undefined ? undefined : jobs.get(by.id);
    if (ok && taken.do === "start") visited.add(nameOf({ by: "start", from: former?.status, to: "running" }));
    if (!ok) expect([...movedJobs, ...movedExecutions]).toEqual([]);
    const isLate = !held && (taken.do === "settle" || taken.do === "retry");
    expect((await lateResults()) - late).toBe(isLate ? 1 : 0);
    if (taken.do !== "claim") expect(movedJobs.length).toBeLessThanOrEqual(1);
  }
}

async function start(belief: Belief): Promise<boolean> {
  return store.write.transaction().execute(async (transaction) => {
    if (!(await markJobRunning(transaction, belief, belief.owner, ["here"], now))) return false;
    const earlier = await executionsOfJob(transaction, belief.id);
    if (earlier.some((row) => row.attempt === belief.attempt)) return true;
    const id = randomIds.execution(belief.id, undefined, now);
    const whose = { job_id: belief.id, attempt: belief.attempt, place: "this-computer", target: "here" } as const;
    await insertExecutions(transaction, [{ id, ...whose, status: "starting", created_at: now, log_path: "" }]);
    return true;
  });
}

test("random sequences of work, theft of leases and crashes keep to the table, and visit every edge of it", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 80, size: "max" }), live), {
    seed: 4,
    numRuns: 150,
  });
  expect([...jobEdges, ...executionEdges].filter((edge) => !visited.has(edge))).toEqual([]);
});
