import { defaultSettings } from "../../shared/system.ts";
import type { LedgerContradiction } from "../../shared/schedule.ts";
import { nextTurn } from "../base/clock.ts";
import { readChain } from "../store/ledger-chains.ts";
import {
  comparedColumns,
  jobsWithOutcomes,
  outcomesBeyondEnd,
  outcomesOfYoungRemoved,
  ledgerKeepChanges,
  type ComparedJobRow,
} from "../store/ledger-contradictions.ts";
import type { Database, LedgerChainRow } from "../store/tables.ts";

/** Jobs compared at once: others get their turn in between. */
const jobsPerPage = 1_000;
/** Beyond this many nobody learns more. */
const mostTold = 20;
const dayMs = 86_400_000;

/**
 * Compares what stands around the ledger with its chains: the rows of ended jobs with the outcomes that were sealed
 * when they ended, and jobs and outcomes with the occurrences they belong to, which may be missing at the end, or have
 * been removed though no setting allowed it.
 * @returns the first twenty, by occurrence within each kind
 */
export async function findContradictions(database: Database, nowMs: number): Promise<readonly LedgerContradiction[]> {
  const removableBefore = removableUntil(await ledgerKeepChanges(database), nowMs);
  const found: LedgerContradiction[] = [];
  for (const row of await outcomesBeyondEnd(database, mostTold)) {
    found.push({ occurrenceId: row.occurrence_id, jobId: row.job_id, message: `${outcomeWords} ${missingAtEnd}` });
  }
  for (const row of await outcomesOfYoungRemoved(database, removableBefore, mostTold)) {
    found.push({ occurrenceId: row.occurrence_id, jobId: row.job_id, message: `${outcomeWords} ${removedTooYoung}` });
  }
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const jobs = await jobsWithOutcomes(database, after, jobsPerPage);
    // Read afterwards: an end that has moved on meanwhile is beyond these jobs all the same.
    const chain = await readChain(database, "occurrences");
    for (const job of jobs) {
      const message = contradictionOf(job, chain, removableBefore);
      if (message !== undefined) found.push({ occurrenceId: job.occurrence_id, jobId: job.id, message });
    }
    after = jobs.at(-1)?.occurrence_id ?? after;
    if (jobs.length < jobsPerPage || found.length >= mostTold) return found.slice(0, mostTold);
    await nextTurn();
  }
}

const outcomeWords = "has an outcome, but its decision";
const missingAtEnd = "is missing: the ledger ends before it";
const removedTooYoung = "was removed, though it is younger than what the settings let go";

function contradictionOf(
  job: ComparedJobRow,
  { last_id: lastId, kept_after: keptAfter, unsealed_until: unsealedUntil }: LedgerChainRow,
  removableBefore: number,
): string | undefined {
  const isRemoved = job.occurrence_id <= keptAfter;
  if (job.occurrence_id > lastId) return `has a job, but its decision ${missingAtEnd}`;
  if (isRemoved && job.source === "schedule" && job.queued_at >= removableBefore) {
    return `has a job, but its decision ${removedTooYoung}`;
  }
  if (job.sealed_id === null) {
    if (job.finished_at === null || job.occurrence_id <= unsealedUntil) return undefined;
    if (isRemoved && job.finished_at < removableBefore) return undefined;
    return "has a job that has ended, but no outcome of it";
  }
  const differing = comparedColumns.filter((column) => job[column] !== job[`sealed_${column}`]);
  if (differing.length === 0) return undefined;
  const told = differing.map(
    (column) =>
      `${column.replaceAll("_", " ")} ${String(job[column] ?? "none")} instead of ${String(job[`sealed_${column}`] ?? "none")}`,
  );
  return `has a job that says something else than the outcome written when it ended: ${told.join(", ")}`;
}

/**
 * The instant before which a setting that was in force at some time let decisions go, epoch milliseconds. Settings may
 * have been stricter once than they are now.
 */
function removableUntil(changes: readonly { readonly at: number; readonly keepDays: number }[], nowMs: number): number {
  let keepDays = defaultSettings.ledgerKeepDays;
  let latest = -Infinity;
  const until = (ms: number): void => {
    if (keepDays > 0) latest = Math.max(latest, ms - keepDays * dayMs);
  };
  for (const change of changes) {
    until(change.at);
    keepDays = change.keepDays;
  }
  until(nowMs);
  return latest;
}
