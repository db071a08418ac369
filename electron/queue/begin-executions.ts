import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import { insertExecutions } from "../store/executions.ts";
import type { Store } from "../store/store.ts";
import type { Database, ExecutionRow, JobRow, NewExecutionRow } from "../store/tables.ts";
import { readLimits } from "./limits.ts";
import { withPlan } from "./servers-wanted.ts";
import { markJobRunning } from "./settle.ts";
import type { PlannedTarget } from "./targets.ts";

export interface BeginParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly owner: string;
}

export interface BeginRequest {
  readonly job: JobRow;
  /** All that the attempt goes to. */
  readonly plan: readonly PlannedTarget[];
  /** Where it begins now; none: it takes up no room from now on while it waits, having begun nothing. */
  readonly targets: readonly PlannedTarget[];
  /** The claim has kept room for them; otherwise those stay behind whose server has none now. */
  readonly hasRoom: boolean;
}

/**
 * Commits the intent: the job runs, on these targets.
 * @returns what is to be carried out now; undefined when the lease was lost
 */
export async function beginExecutions(
  { store, ids, clock, owner }: BeginParts,
  { job, plan, targets, hasRoom }: BeginRequest,
): Promise<readonly ExecutionRow[] | undefined> {
  return store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    const mayBegin = hasRoom ? targets : await withinLimits(transaction, targets);
    if (mayBegin.length === 0 && targets.length > 0) return [];
    const rows = mayBegin.map((target) => newExecution(ids, job, target, now));
    const wanted = withPlan(
      job.servers_wanted,
      plan.map(({ serverId }) => serverId),
    );
    const names = plan.map(({ name }) => name);
    if (!(await markJobRunning(transaction, job, owner, names, now, wanted))) {
      return undefined;
    }
    await insertExecutions(transaction, rows);
    return rows;
  });
}

/** Those whose server and its groups have room for one more execution. */
async function withinLimits(database: Database, targets: readonly PlannedTarget[]): Promise<readonly PlannedTarget[]> {
  const { rooms, demandOfServer } = await readLimits(database);
  return targets.filter(({ serverId }) => {
    if (serverId === undefined) return true;
    const demand = demandOfServer(serverId);
    if (rooms.lacking(demand).length > 0) return false;
    rooms.take(demand);
    return true;
  });
}

function newExecution(ids: Ids, job: JobRow, target: PlannedTarget, now: number): NewExecutionRow & ExecutionRow {
  const id = ids.execution(job.id, target.serverId, now);
  return {
    id,
    job_id: job.id,
    attempt: job.attempt,
    place: target.place,
    server_id: target.serverId ?? null,
    target: target.name,
    status: "starting",
    handle: null,
    discarded: 0,
    exit_code: null,
    failure_reason: null,
    failure_message: null,
    survivors: "[]",
    created_at: now,
    started_at: null,
    finished_at: null,
    log_path: `logs/${new Date(now).toISOString().slice(0, 7)}/${id}.log`,
    log_bytes: null,
    log_sha256: null,
    log_dropped_bytes: 0,
    stop_proof: null,
    token_hash: null,
    runtime_way: null,
  };
}
