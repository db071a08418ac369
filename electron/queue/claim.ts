import { CompiledQuery } from "kysely";
import { jobTransitions } from "../../shared/job-states.ts";
import { jobPriorities } from "../../shared/words.ts";
import { isUnderWay } from "../store/job-reach.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { precedence } from "./ageing.ts";
import { claimWithinLimits, type ClaimSurroundings } from "./claim-within-limits.ts";
import { isVaultClosed } from "./closed-vault.ts";
import { limitsAreSet } from "./limits.ts";
import { nextHoldEnd, serversAreHeld } from "./server-holds.ts";

/** A claim lasts this long unless renewed, milliseconds. */
export const leaseMs = 60_000;
/** How often a live owner renews its leases, milliseconds. */
export const renewEveryMs = 20_000;

// Written into the text of statements: the index of waiting jobs answers to the word only, not to a parameter.
const waiting = `'${jobTransitions.claim.from[0]}'`;
const claimed = `'${jobTransitions.claim.to[0]}'`;

/**
 * Claims up to `limit` waiting jobs in one transaction, counting the attempt: those of higher priority first, but
 * nobody waits for ever (see `precedence`). Each claim is one statement, so that an exclusive job sees those claimed
 * before it. Where events, servers or groups have limits, who may start is found out beforehand.
 * @param around what else decides who may start; nothing when absent
 */
export function claimJobs(
  database: Database,
  owner: string,
  now: number,
  limit: number,
  around: Partial<ClaimSurroundings> = {},
): Promise<JobRow[]> {
  const { keptFor = [], vault = "open", waitsForVault = () => undefined } = around;
  return database.transaction().execute(async (transaction) => {
    const claimWithin = (): Promise<JobRow[]> =>
      claimWithinLimits(transaction, { now, limit, keptFor, vault, waitsForVault }, (rowid) =>
        claimRow(rowid, owner, now),
      );
    if (isVaultClosed(vault)) return claimWithin();
    const claim = claimOne(owner, now);
    const jobs: JobRow[] = [];
    while (jobs.length < limit) {
      const { rows } = await transaction.executeQuery(claim);
      const job = rows[0];
      if (job === undefined) break;
      jobs.push(job);
    }
    // The first statement claims nothing where there are limits, so that none has to be asked for where there are none.
    if (jobs.length === 0 && limit > 0 && (await hasLimits(transaction))) return claimWithin();
    return jobs;
  });
}

/** Of the jobs of one priority that may start, the one that has waited longest: a look into the index of those waiting. */
function firstOf(rank: number): string {
  return `SELECT * FROM (
    SELECT id, queued_at, available_at + ${String(precedence({ availableAt: 0, priority: rank }))} AS precedence
    FROM jobs AS waiting
    WHERE status = ${waiting} AND priority = ${String(rank)} AND available_at <= ?
      AND (exclusive = 0 OR NOT EXISTS (
        SELECT 1 FROM jobs AS other
        WHERE other.event_id = waiting.event_id AND other.status IN ('claimed', 'running')))
    ORDER BY available_at, queued_at LIMIT 1)`;
}

/** True where it must be found out who may start: there are limits, or servers that cannot be reached. */
const isHindered = `(${limitsAreSet} OR ${serversAreHeld})`;

const ranks = jobPriorities.map((_, rank) => rank);
const claimSet = `UPDATE jobs SET status = ${claimed}, lease_owner = ?, lease_until = ?, claimed_at = ?, attempt = attempt + 1`;
const claimText = `
  ${claimSet}
  WHERE id = (SELECT id FROM (${ranks.map(firstOf).join(" UNION ALL ")}) ORDER BY precedence, queued_at LIMIT 1)
    AND NOT ${isHindered}
  RETURNING *`;
const claimRowText = `${claimSet} WHERE rowid = ? AND status = ${waiting} RETURNING *`;
const claimElsewhereText = `${claimSet} WHERE id = ? AND status = ${waiting} RETURNING *`;

/** Claims the job in this row. */
function claimRow(rowid: number, owner: string, now: number): CompiledQuery<JobRow> {
  return CompiledQuery.raw(claimRowText, [owner, now + leaseMs, now, rowid]);
}

/**
 * Claims a job whose work has begun elsewhere, in the caller's transaction. The lease has run out already: whoever looks
 * next takes the job up.
 * @returns undefined when it is not waiting
 */
export async function claimElsewhere(
  transaction: Database,
  id: string,
  owner: string,
  now: number,
): Promise<JobRow | undefined> {
  const claim = CompiledQuery.raw(claimElsewhereText, [owner, 0, now, id]) as CompiledQuery<JobRow>;
  return (await transaction.executeQuery(claim)).rows[0];
}

async function hasLimits(database: Database): Promise<boolean> {
  const query = CompiledQuery.raw(`SELECT ${isHindered} AS "limited"`) as CompiledQuery<{ readonly limited: number }>;
  const { rows } = await database.executeQuery(query);
  return rows[0]?.limited === 1;
}

/** Claims the job that comes first, if any may start and nothing but their number limits them. */
export function claimOne(owner: string, now: number): CompiledQuery<JobRow> {
  return CompiledQuery.raw(claimText, [owner, now + leaseMs, now, ...ranks.map(() => now)]);
}

/** Prolongs every lease of this owner. */
export async function renewLeases(database: Database, owner: string, now: number): Promise<void> {
  await database
    .updateTable("jobs")
    .set({ lease_until: now + leaseMs })
    .where("lease_owner", "=", owner)
    .where(isUnderWay)
    .execute();
}

const nextText = `SELECT min(at) AS at FROM (${ranks
  .map(
    (rank) => `SELECT min(available_at) AS at FROM jobs
      WHERE status = ${waiting} AND priority = ${String(rank)} AND available_at > ?`,
  )
  .join(" UNION ALL ")})`;

/** When the next job may start whose time has not come yet, or whose server is tried again; undefined when none waits. */
export async function nextAvailableAt(database: Database, now: number): Promise<number | undefined> {
  const query = CompiledQuery.raw(
    nextText,
    ranks.map(() => now),
  ) as CompiledQuery<{ readonly at: number | null }>;
  const { rows } = await database.executeQuery(query);
  const instants = [rows[0]?.at ?? undefined, await nextHoldEnd(database, now)].filter((at) => at !== undefined);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** Jobs that are claimed or running in the database, whoever holds them. */
export function heldJobs(database: Database): Promise<JobRow[]> {
  return database.selectFrom("jobs").selectAll().where(isUnderWay).orderBy("claimed_at").execute();
}

/** Takes over an abandoned job, if its former owner has not moved meanwhile. The attempt stays the same. */
export async function takeOver(database: Database, job: JobRow, owner: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("jobs")
    .set({ lease_owner: owner, lease_until: now + leaseMs })
    .where("id", "=", job.id)
    .where("status", "=", job.status)
    .where("attempt", "=", job.attempt)
    .where("lease_owner", "=", job.lease_owner)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
