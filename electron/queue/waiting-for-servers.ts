import type { Waiting, WaitingPart } from "../../shared/waiting.ts";
import type { VaultState } from "../../shared/words.ts";
import { executionsOfJob } from "../store/executions.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { placeOf, placeOfTarget, planAttempt } from "./attempt-plan.ts";
import { closedVaultWords, isVaultClosed, needsSecret, waitsUnderWay } from "./closed-vault.ts";
import { decideRollout, type RolloutPlace } from "./decide-rollout.ts";
import { readJobWork } from "./job-definition.ts";
import type { HeldLimits } from "./limits.ts";
import { waitsUntil, type ServerHold } from "./server-holds.ts";

/** More servers than this are counted, not named. */
const mostNamed = 3;

/** That nothing is begun on servers that are held. At least one. */
export function waitingForHolds(
  job: Pick<JobRow, "available_at">,
  holds: readonly ServerHold[],
  vault: VaultState,
): Waiting {
  const down = holds.filter(({ why }) => why === "down");
  if (down.length === 0) return { kind: "vault", words: [closedVaultWords(vault)] };
  const soonest = [...down].sort((left, right) => waitsUntil(job, left) - waitsUntil(job, right));
  const named = soonest
    .slice(0, mostNamed)
    .map(({ name, since, until }): readonly WaitingPart[] => [
      `${name}, down since `,
      { at: since },
      ", tried again at ",
      { at: until },
    ]);
  const more = soonest.length - named.length;
  const all = [
    ...named,
    ...(more > 0 ? [[`${String(more)} more`]] : []),
    ...(down.length < holds.length ? [[closedVaultWords(vault)]] : []),
  ];
  const what = down.length === 1 ? "server " : "servers ";
  return { kind: "server", words: [what, ...all.flatMap((parts, index) => (index === 0 ? parts : ["; ", ...parts]))] };
}

/** What holds all servers of a job that is queued; undefined when it may begin on one of them. */
export function heldServers(
  { serversWanted }: Pick<HeldLimits, "serversWanted">,
  holds: ReadonlyMap<number, ServerHold>,
  job: JobRow,
  now: number,
): readonly ServerHold[] | undefined {
  if (job.servers_wanted === null || holds.size === 0) return undefined;
  const wanted = serversWanted(job.servers_wanted).map((id) => holds.get(id));
  const waiting = wanted.filter((hold) => hold !== undefined && waitsUntil(job, hold) > now) as ServerHold[];
  return waiting.length > 0 && waiting.length === wanted.length ? waiting : undefined;
}

/**
 * What a job under way waits for while nothing of it goes on; undefined when something does, or it waits for nothing.
 * Where it would begin if it had a place among the jobs under way and on its servers, those servers.
 * @param isIdle whether no execution of it is under way
 */
export async function whatWaitsUnderWay(
  database: Database,
  job: JobRow,
  isIdle: boolean,
  { now, vault, holds }: WaitingFacts,
): Promise<Waiting | { readonly wouldBeginOn: readonly (number | undefined)[] } | undefined> {
  const forVault: Waiting = { kind: "vault", words: [closedVaultWords(vault)] };
  if (!isIdle) {
    const isLocked =
      isVaultClosed(vault) && (await waitsUnderWay(database, job, await executionsOfJob(database, job.id)));
    return isLocked ? forVault : undefined;
  }
  const definition = readJobWork(job);
  if (isVaultClosed(vault) && (await needsSecret(database, definition))) return forVault;
  if (job.status === "claimed") return undefined;
  const rows = await executionsOfJob(database, job.id);
  const plan = await planAttempt(database, job, definition);
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
  if (begin.length > 0) return { wouldBeginOn: begin.map((number) => plan[number]?.serverId) };
  if (lookAt === undefined) return undefined;
  const waits = held.filter((hold) => waitsUntil(job, hold) > now);
  if (waits.some((hold) => waitsUntil(job, hold) === lookAt)) return waitingForHolds(job, waits, vault);
  return { kind: "pause", words: ["the end of the pause between two waves, ", { at: lookAt }] };
}

interface WaitingFacts {
  readonly now: number;
  readonly vault: VaultState;
  readonly holds: ReadonlyMap<number, ServerHold>;
}
