import type { Failure } from "../../shared/failure.ts";
import { recordAudit } from "../store/audit.ts";
import type { Database } from "../store/tables.ts";

/** What somebody found out about a run after the lease had gone to another. */
export interface LateResult {
  readonly jobId: string;
  /** Set when it tells of one target only. */
  readonly executionId?: string;
  readonly owner: string;
  readonly attempt: number;
  readonly status: string;
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
}

/** Keeps it as evidence in the audit trail; it changes nothing. */
export async function keepLateResult(database: Database, { jobId, ...detail }: LateResult, now: number): Promise<void> {
  await recordAudit(database, { actor: "program", action: "job.late_result", subject: `job ${jobId}`, detail }, now);
}
