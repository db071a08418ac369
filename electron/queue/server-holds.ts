import { chosenFor, type GroupOptions } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import type { VaultState } from "../../shared/words.ts";
import { listGroupOptions } from "../store/group-options.ts";
import type { Database, JobRow, ServerRow } from "../store/tables.ts";
import { isVaultClosed, serversBehindVault } from "./closed-vault.ts";

/**
 * A server on which nothing is begun for now. Times are epoch milliseconds; while the vault is closed there is no end to
 * it that is known beforehand, and nobody's patience ends: `Infinity`.
 */
export interface ServerHold {
  /** It cannot be reached; or its key or password cannot be read, as the vault is closed. */
  readonly why: "down" | "vault";
  readonly serverId: number;
  readonly name: string;
  readonly until: number;
  readonly since: number;
  readonly reason: string | undefined;
  /** How long a job waits for it before it fails, milliseconds. */
  readonly patienceMs: number;
}

/** True while any server is held: as SQL, for the statement that claims where none is. */
export const serversAreHeld = `EXISTS (SELECT 1 FROM servers WHERE held_until IS NOT NULL)`;

/** The servers that are held at an instant, by their number. */
export async function readHolds(
  database: Database,
  now: number,
  vault: VaultState,
): Promise<ReadonlyMap<number, ServerHold>> {
  const down = await readDown(database, now);
  if (!isVaultClosed(vault)) return down;
  const held = new Map(down);
  for (const [serverId, name] of await serversBehindVault(database)) {
    const until = Infinity;
    held.set(serverId, { why: "vault", serverId, name, until, since: now, reason: undefined, patienceMs: until });
  }
  return held;
}

async function readDown(database: Database, now: number): Promise<ReadonlyMap<number, ServerHold>> {
  const rows = await database
    .selectFrom("servers")
    .select(["id", "name", "groups", "options", "held_until", "held_since", "held_reason"])
    .where("held_until", ">", now)
    .execute();
  if (rows.length === 0) return new Map();
  const groups = await listGroupOptions(database);
  return new Map(
    rows.map((row): [number, ServerHold] => {
      const hold = {
        why: "down" as const,
        serverId: row.id,
        name: row.name,
        until: row.held_until ?? now,
        since: row.held_since ?? now,
        reason: row.held_reason ?? undefined,
        patienceMs: patienceOf(row, groups),
      };
      return [row.id, hold];
    }),
  );
}

/** How long a job waits for a server, and since when that is held, if it is; undefined when there is no such server. */
export async function readPatience(
  database: Database,
  serverId: number,
): Promise<{ readonly since?: number; readonly patienceMs: number } | undefined> {
  const row = await database
    .selectFrom("servers")
    .select(["groups", "options", "held_since"])
    .where("id", "=", serverId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const patienceMs = patienceOf(row, await listGroupOptions(database));
  return row.held_since === null ? { patienceMs } : { since: row.held_since, patienceMs };
}

function patienceOf(row: Pick<ServerRow, "groups" | "options">, groups: readonly GroupOptions[]): number {
  const own = JSON.parse(row.options) as ServerOptions;
  return chosenFor(own, JSON.parse(row.groups) as string[], groups).waitWhileDownMs;
}

/**
 * From when on a job begins there all the same, and fails if it still cannot be reached: once both the server has been
 * down and the job has waited for as long as the job may wait for it.
 */
export function patienceEnds(
  job: Pick<JobRow, "available_at">,
  { since, patienceMs }: Pick<ServerHold, "since" | "patienceMs">,
): number {
  return Math.max(job.available_at, since) + patienceMs;
}

/** Until when a job begins nothing on a server. */
export function waitsUntil(job: Pick<JobRow, "available_at">, hold: ServerHold): number {
  return Math.min(hold.until, patienceEnds(job, hold));
}

/**
 * What has become available at this instant or before it waits for none of these servers any longer.
 * @returns epoch milliseconds; undefined when every job still waits
 */
export function outwaited(holds: readonly ServerHold[], now: number): number | undefined {
  const instants = holds
    .filter(({ since, patienceMs }) => since + patienceMs <= now)
    .map((hold) => now - hold.patienceMs);
  return instants.length === 0 ? undefined : Math.max(...instants);
}

/** When the next of the servers that are held is tried again, epoch milliseconds; undefined when none is held. */
export async function nextHoldEnd(database: Database, now: number): Promise<number | undefined> {
  const row = await database
    .selectFrom("servers")
    .select((build) => build.fn.min("held_until").as("at"))
    .where("held_until", ">", now)
    .executeTakeFirst();
  return row?.at ?? undefined;
}
