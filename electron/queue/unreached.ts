import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { ExecutionOutcome } from "../executors/executor.ts";
import { recordAudit } from "../store/audit.ts";
import { withdrawExecution } from "../store/executions.ts";
import type { Store } from "../store/store.ts";
import type { ExecutionRow, JobRow } from "../store/tables.ts";
import { patienceEnds, readPatience } from "./server-holds.ts";

interface UnreachedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly owner: string;
  readonly dataDirectory: string;
}

/**
 * Whether an execution that met a server which cannot be reached waits for it instead of failing: it has not begun, and
 * its job has not waited for it for long enough. One failure is enough for that, whether or not the server is held by
 * then: a computer that wakes up has work before it has a network.
 * @param unreachedSince when the job first met it so, epoch milliseconds
 */
export async function mayWait(
  { store, clock }: Pick<UnreachedParts, "store" | "clock">,
  job: JobRow,
  row: ExecutionRow,
  outcome: ExecutionOutcome,
  unreachedSince?: number,
): Promise<boolean> {
  if (outcome.kind !== "failed" || row.server_id === null) return false;
  if (outcome.failure.reason !== "connect_failed" && outcome.failure.reason !== "jump_failed") return false;
  const now = clock.now();
  const patience = await readPatience(store.write, row.server_id);
  return patience !== undefined && now < patienceEnds(job, { since: unreachedSince ?? now, ...patience });
}

/**
 * Takes an execution back that has not begun: it is as if it had not been tried, and no attempt is used up. What was
 * told of it stays in the audit trail.
 * @param why how its server cannot be reached; absent when it is for another reason, which leaves no trace
 * @returns false when it has begun after all, or the lease was lost
 */
export async function takeBack(
  { store, clock, owner, dataDirectory }: UnreachedParts,
  job: JobRow,
  row: ExecutionRow,
  why?: string,
): Promise<boolean> {
  const isTakenBack = await store.write.transaction().execute(async (transaction) => {
    if (!(await withdrawExecution(transaction, { id: row.id, owner }))) return false;
    if (why === undefined) return true;
    const subject = `job ${job.id} ${job.event_name}`;
    const detail = { server: row.target, why };
    await recordAudit(transaction, { actor: "program", action: "job.wait", subject, detail }, clock.now());
    return true;
  });
  if (isTakenBack) await rm(join(dataDirectory, row.log_path), { force: true });
  return isTakenBack;
}
