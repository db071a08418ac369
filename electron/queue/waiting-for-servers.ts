import { executionsOfJob } from "../store/executions.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { placeOf, placeOfTarget, planAttempt } from "./attempt-plan.ts";
import { decideRollout, type RolloutPlace } from "./decide-rollout.ts";
import { readJobWork } from "./job-definition.ts";
import { readLimits } from "./limits.ts";
import { readHolds, waitsUntil, type ServerHold } from "./server-holds.ts";

/** More servers than this are counted, not named. */
const mostNamed = 3;

/** Servers that cannot be reached, as the end of a sentence that begins “Waiting for”. At least one. */
export function holdWords(job: Pick<JobRow, "available_at">, holds: readonly ServerHold[]): string {
  const soonest = [...holds].sort((left, right) => waitsUntil(job, left) - waitsUntil(job, right));
  const named = soonest
    .slice(0, mostNamed)
    .map((hold) => `${hold.name}, down since ${instantWords(hold.since)}, tried again at ${instantWords(hold.until)}`);
  const more = soonest.length - named.length;
  const all = more > 0 ? [...named, `${String(more)} more`] : named;
  return `${holds.length === 1 ? "server" : "servers"} ${all.join("; ")}`;
}

/** An instant in words, to the second: `2026-03-02 12:00:00 UTC`. */
export function instantWords(at: number): string {
  return new Date(at).toISOString().replace("T", " ").replace(/\..*$/, " UTC");
}

/** What holds all servers of a job that is queued; undefined when it may begin on one of them. */
export async function heldServers(
  database: Database,
  job: JobRow,
  now: number,
): Promise<readonly ServerHold[] | undefined> {
  if (job.servers_wanted === null) return undefined;
  const holds = await readHolds(database, now);
  if (holds.size === 0) return undefined;
  const { serversWanted } = await readLimits(database);
  const wanted = serversWanted(job.servers_wanted).map((id) => holds.get(id));
  const waiting = wanted.filter((hold) => hold !== undefined && waitsUntil(job, hold) > now) as ServerHold[];
  return waiting.length > 0 && waiting.length === wanted.length ? waiting : undefined;
}

/** What a job under way waits for while it has nothing under way on any server; undefined when it has, or needs not. */
export async function waitingUnderWay(database: Database, job: JobRow, now: number): Promise<string | undefined> {
  if (job.servers_wanted === null) return undefined;
  const rows = await executionsOfJob(database, job.id);
  if (rows.some((row) => row.finished_at === null)) return undefined;
  const definition = readJobWork(job);
  const plan = await planAttempt(database, job, definition);
  const holds = await readHolds(database, now);
  const held: ServerHold[] = [];
  const places = plan.map((target): RolloutPlace => {
    const own = rows.filter((row) => placeOf(row) === placeOfTarget(target));
    const present = own.find((row) => row.attempt === job.attempt);
    if (own.some((row) => row.status === "completed")) {
      return { state: "succeeded", endedAt: present?.finished_at ?? undefined };
    }
    if (present !== undefined) return { state: "failed", endedAt: present.finished_at ?? undefined };
    const hold = holds.get(target.serverId ?? -1);
    if (hold !== undefined) held.push(hold);
    return { state: "waiting", notBefore: hold && waitsUntil(job, hold) };
  });
  const { begin, lookAt } = decideRollout(definition.rollout, places, now);
  if (begin.length > 0 || lookAt === undefined) return undefined;
  const waits = held.filter((hold) => waitsUntil(job, hold) > now);
  const isPause = !waits.some((hold) => waitsUntil(job, hold) === lookAt);
  return isPause ? `the end of the pause between two waves, ${instantWords(lookAt)}` : holdWords(job, waits);
}
