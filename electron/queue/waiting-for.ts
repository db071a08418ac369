import { sql } from "kysely";
import type { Waiting } from "../../shared/waiting.ts";
import type { VaultState } from "../../shared/words.ts";
import { readSettings } from "../store/settings.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { closedVaultWords, isVaultClosed, needsSecret } from "./closed-vault.ts";
import { readJobWork } from "./job-definition.ts";
import { readLimits, type HeldLimits } from "./limits.ts";
import type { Demand } from "./rooms.ts";
import { readHolds, type ServerHold } from "./server-holds.ts";
import { heldServers, waitingForHolds, whatWaitsUnderWay } from "./waiting-for-servers.ts";

/** What keeps a job from starting may be any of these. */
export interface QueueFacts {
  readonly now: number;
  /** Jobs under way, of all events, without those that wait inside their run. */
  readonly underWay: number;
  readonly underWayOfEvent: number;
  /** How many may be under way at once. */
  readonly concurrency: number;
  /** The limits of its event, its servers and their groups that have no room for it. */
  readonly full: readonly FullRoom[];
  /** Set while the vault is closed and the job needs a secret of its own. */
  readonly lockedVault?: VaultState | undefined;
  /** Its servers, while nothing can be begun on any of them and it waits for that. */
  readonly held?: readonly ServerHold[] | undefined;
  /** Why servers are held for whose keys the vault is waited for. */
  readonly vault?: VaultState | undefined;
}

export interface FullRoom {
  readonly what: "event" | "server" | "group";
  readonly name: string;
  readonly limit: number;
  readonly taken: number;
  /** How much of it the job would take up. */
  readonly needed: number;
}

type WaitingJob = Pick<JobRow, "status" | "available_at" | "attempt" | "exclusive" | "event_name">;

/** What a queued job waits for; undefined when it does not wait. */
export function whatQueuedWaitsFor(job: WaitingJob, facts: QueueFacts): Waiting | undefined {
  if (job.status !== "queued") return undefined;
  if (job.available_at > facts.now) {
    const what = job.attempt === 0 ? "its time to come" : "the time of its next attempt";
    return { kind: "time", words: [`${what}, `, { at: job.available_at }] };
  }
  if (job.exclusive === 1 && facts.underWayOfEvent > 0) {
    return { kind: "other_job", words: [`the end of another job of “${job.event_name}”`] };
  }
  const { underWay, concurrency, full, held, lockedVault, vault = "open" } = facts;
  if (lockedVault !== undefined) return { kind: "vault", words: [closedVaultWords(lockedVault)] };
  if (held !== undefined) return waitingForHolds(job, held, vault);
  if (full.length > 0) return { kind: "room", words: [full.map(fullWords).join(", and ")] };
  if (underWay < concurrency) return { kind: "turn", words: ["its turn"] };
  return roomWords(underWay, concurrency);
}

function roomWords(underWay: number, concurrency: number): Waiting {
  const words = `room: ${String(underWay)} under way, and the settings allow ${String(concurrency)} at once`;
  return { kind: "room", words: [words] };
}

function fullWords({ what, name, limit, taken, needed }: FullRoom): string {
  const runs = `runs ${String(taken)} of ${String(limit)}`;
  switch (what) {
    case "event":
      return `the limit of ${limit === 1 ? "1 job" : `${String(limit)} jobs`} of this event at once`;
    case "server":
      return `${name}, which ${runs}`;
    case "group":
      return `the group ${name}, which ${runs}${taken < limit ? ` and would have to run ${String(needed)} more` : ""}`;
  }
}

/**
 * What each of these jobs waits for, by their id, looked up in the database; those that wait for nothing are not in it.
 * What all of them share is read once.
 */
export async function whatJobsWaitFor(
  database: Database,
  jobs: readonly JobRow[],
  { now, vault }: { readonly now: number; readonly vault: VaultState },
): Promise<ReadonlyMap<string, Waiting>> {
  const found = new Map<string, Waiting>();
  const unfinished = jobs.filter(({ finished_at: at, status }) => at === null && status !== "needs_attention");
  if (unfinished.length === 0) return found;
  const limits = await readLimits(database);
  const holds = await readHolds(database, now, vault);
  const { concurrency } = await readSettings(database);
  const underWay = await countAtWork(database);
  const idle = await withoutExecution(database, unfinished);
  for (const job of unfinished) {
    const waiting =
      job.status === "queued"
        ? whatQueuedWaitsFor(job, {
            now,
            underWay,
            underWayOfEvent: limits.underWay.get(job.event_id) ?? 0,
            concurrency,
            full: roomsLacking(limits, limits.demand(job.event_id, job.servers_wanted)),
            lockedVault: await vaultFor(database, job, vault),
            held: heldServers(limits, holds, job, now),
            vault,
          })
        : await whatWaitsUnderWay(database, job, idle.has(job.id), { now, vault, holds });
    const told =
      waiting !== undefined && "wouldBeginOn" in waiting
        ? placeWords(limits, waiting.wouldBeginOn, underWay, concurrency)
        : waiting;
    if (told !== undefined) found.set(job.id, told);
  }
  return found;
}

/** What a job that goes on inside its run has no room in; undefined when it has: it goes on at once. */
function placeWords(
  limits: HeldLimits,
  serverIds: readonly (number | undefined)[],
  underWay: number,
  concurrency: number,
): Waiting | undefined {
  const full = serverIds.map((id) => (id === undefined ? [] : roomsLacking(limits, limits.demandOfServer(id))));
  if (full.every((rooms) => rooms.length > 0)) {
    return { kind: "room", words: [[...new Set(full.flat().map(fullWords))].join(", and ")] };
  }
  return underWay >= concurrency ? roomWords(underWay, concurrency) : undefined;
}

/** The vault's state while it is closed and the job needs a secret that is none of a server's. */
async function vaultFor(database: Database, job: JobRow, vault: VaultState): Promise<VaultState | undefined> {
  return isVaultClosed(vault) && (await needsSecret(database, readJobWork(job))) ? vault : undefined;
}

/** Jobs that were claimed and have not begun, and those of which something is under way. */
async function countAtWork(database: Database): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`SELECT count(*) AS count FROM jobs
    WHERE status = 'claimed' OR (status = 'running' AND EXISTS
      (SELECT 1 FROM executions WHERE job_id = jobs.id AND finished_at IS NULL))`.execute(database);
  return rows[0]?.count ?? 0;
}

/** Those of the jobs that are under way and of which no execution is. */
async function withoutExecution(database: Database, jobs: readonly JobRow[]): Promise<ReadonlySet<string>> {
  const running = jobs.filter(({ status }) => status !== "queued").map(({ id }) => id);
  if (running.length === 0) return new Set();
  const rows = await database
    .selectFrom("executions")
    .select("job_id")
    .distinct()
    .where("job_id", "in", running)
    .where("finished_at", "is", null)
    .execute();
  const busy = new Set(rows.map((row) => row.job_id));
  return new Set(running.filter((id) => !busy.has(id)));
}

function roomsLacking({ rooms, nameOf }: HeldLimits, demanded: Demand): readonly FullRoom[] {
  return rooms.lacking(demanded).map((key) => {
    const { limit, taken } = rooms.at(key);
    const what = key.startsWith("event:") ? "event" : key.startsWith("server:") ? "server" : "group";
    return { what, name: nameOf(key), limit, taken, needed: demanded.get(key) ?? 1 };
  });
}
