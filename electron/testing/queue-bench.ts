import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect } from "vitest";
import { randomIds } from "../base/ids.ts";
import { enqueueJob } from "../queue/enqueue.ts";
import type { JobDefinition } from "../queue/job-definition.ts";
import { markJobRunning, settleJob } from "../queue/settle.ts";
import { planTargets } from "../queue/targets.ts";
import { finishExecution, insertExecutions } from "../store/executions.ts";
import { insertServer } from "../store/servers.ts";
import { openStore, type Store } from "../store/store.ts";
import type { JobRow } from "../store/tables.ts";
import { bareDefinition, insertBareEvent } from "./bare-event.ts";
import { createFakeClock } from "./fake-clock.ts";

const done = { status: "completed", exitCode: 0, failure: undefined } as const;

export interface Wish {
  readonly eventId: number;
  readonly now: number;
  readonly priority?: number;
  readonly serverIds?: readonly number[];
  readonly groups?: readonly string[];
  readonly exclusive?: boolean;
}

/** A database alone, with the steps of a job's life done one by one, as no dispatcher would. */
export interface QueueBench {
  readonly store: Store;
  addEvent(name: string, concurrency: number | null): Promise<number>;
  addServer(name: string, groups: readonly string[], concurrency: number | null): Promise<number>;
  limitGroup(name: string, concurrency: number): Promise<void>;
  /** @returns the job's id */
  queue(wish: Wish): Promise<string>;
  /** Begins a claimed job on every server it asks for. @returns its executions */
  begin(job: JobRow, owner: string, now: number): Promise<readonly string[]>;
  endExecution(id: string, owner: string, now: number): Promise<void>;
  endJob(job: Pick<JobRow, "id" | "attempt">, owner: string, now: number): Promise<void>;
}

/** A new one for each test of the file. */
export function useQueueBench(): () => QueueBench {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "cronium-queue-"));
    store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(0), programVersion: "1.2.3" });
    await sql`PRAGMA synchronous = OFF`.execute(store.write);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return () => benchOn(store);
}

function benchOn(store: Store): QueueBench {
  return { store, addEvent, addServer, limitGroup, queue, begin, endExecution, endJob };

  function addEvent(name: string, concurrency: number | null): Promise<number> {
    return insertBareEvent(store.write, name, concurrency);
  }

  function addServer(name: string, groups: readonly string[], concurrency: number | null): Promise<number> {
    return insertServer(store.write, {
      name,
      address: "127.0.0.1",
      port: 22,
      username: "me",
      authentication_kind: "agent",
      groups: JSON.stringify(groups),
      concurrency,
      created_at: 0,
      updated_at: 0,
    });
  }

  async function limitGroup(name: string, concurrency: number): Promise<void> {
    await store.write.insertInto("group_limits").values({ name, concurrency, updated_at: 0 }).execute();
  }

  function queue({ eventId, now, priority = 1, serverIds, groups = [], exclusive = false }: Wish): Promise<string> {
    return enqueueJob(store.write, randomIds, {
      event: { id: eventId, name: "one", version: 1 },
      definition: {
        ...bareDefinition,
        ...(serverIds === undefined ? {} : { run: { on: "servers", serverIds: [...serverIds], groups: [...groups] } }),
      },
      priority,
      source: "manual",
      now,
      exclusive,
    });
  }

  async function begin(job: JobRow, owner: string, now: number): Promise<readonly string[]> {
    const targets = await planTargets(store.write, JSON.parse(job.definition) as JobDefinition);
    const names = targets.map((target) => target.name);
    expect(await markJobRunning(store.write, job, owner, names, now)).toBe(true);
    const rows = targets.map((target) => ({
      id: `${job.id}_${target.name}`,
      job_id: job.id,
      attempt: job.attempt,
      place: target.place,
      server_id: target.serverId ?? null,
      target: target.name,
      status: "starting" as const,
      created_at: now,
      log_path: "none",
    }));
    await insertExecutions(store.write, rows);
    return rows.map((row) => row.id);
  }

  async function endExecution(id: string, owner: string, now: number): Promise<void> {
    const result = { ...done, survivors: [], logBytes: 0, logSha256: "" };
    expect(await finishExecution(store.write, { id, owner }, result as never, now)).toBe(true);
  }

  async function endJob(job: Pick<JobRow, "id" | "attempt">, owner: string, now: number): Promise<void> {
    const settlement = { ...done, retry: false };
    expect(await settleJob(store.write, { job, owner, settlement, retryAt: 0, now }, [])).toBe(true);
  }
}
