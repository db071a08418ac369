import { CompiledQuery } from "kysely";
import { jobPriorities, type VaultState } from "../../shared/words.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { precedence } from "./ageing.ts";
import { isVaultClosed, needsSecret } from "./closed-vault.ts";
import { readJobDefinition } from "./job-definition.ts";
import { readLimits, type HeldLimits } from "./limits.ts";
import { withoutEvent, type RoomKey } from "./rooms.ts";
import { outwaited, readHolds, type ServerHold } from "./server-holds.ts";

/**
 * From this wait on what a job needs of servers and groups is kept for it, milliseconds: jobs that come later no longer
 * overtake it there. Before that they may, so that nothing stands idle for a job that waits for many servers at once.
 */
export const keepRoomAfterMs = 60_000;

/** Waiting jobs that are looked at together: more of them while the vault is closed, as whole events then wait for it. */
const candidatesPerLook = { open: 64, closed: 1_024 } as const;

/** A waiting job, as far as it matters whether it may start. */
interface Candidate {
  readonly rowid: number;
  readonly priority: number;
  readonly available_at: number;
  readonly queued_at: number;
  readonly event_id: number;
  readonly event_version: number;
  readonly exclusive: number;
  readonly servers_wanted: string | null;
}

/**
 * Kinds of jobs that may not start as things are: once the first of a kind may not, none of its kind that comes later
 * may. The statement that looks for candidates passes over them in the index, so that a thousand of them cost little.
 */
interface Hindered {
  readonly events: Set<number>;
  /** Events of which no job may start that is to be alone. */
  readonly alone: Set<number>;
  readonly servers: Set<string>;
  /** All of whose servers cannot be reached: until when one must have become available not to wait for them. */
  readonly held: Map<string, number>;
  /** Versions of events that need a secret, while the vault is closed. */
  readonly locked: Set<VersionKey>;
}

type VersionKey = `${number}/${number}`;

function versionKey({
  event_id: id,
  event_version: version,
}: Pick<Candidate, "event_id" | "event_version">): VersionKey {
  return `${id}/${version}`;
}

/** What decides who may start besides limits. */
export interface ClaimSurroundings {
  /** Servers on each of which room is kept for one that is under way, as often as they are named. */
  readonly keptFor: readonly number[];
  readonly vault: VaultState;
  /** Called when a job waits as the vault is closed. */
  readonly waitsForVault: () => void;
}

/**
 * Claims up to `limit` waiting jobs for which every limit has room, in the caller's transaction and in the order of
 * `precedence`.
 * @param claim the claim of one row
 */
export async function claimWithinLimits(
  transaction: Database,
  { now, limit, keptFor, vault, waitsForVault }: { readonly now: number; readonly limit: number } & ClaimSurroundings,
  claim: (rowid: number) => CompiledQuery<JobRow>,
): Promise<JobRow[]> {
  const held = await readLimits(transaction);
  for (const serverId of keptFor) held.rooms.keep(held.demandOfServer(serverId));
  const chooser = createChooser(held, await readHolds(transaction, now, vault), now);
  const secrecy = new Map<VersionKey, boolean>();
  const jobs: JobRow[] = [];
  const standing = isVaultClosed(vault) ? "closed" : "open";
  while (jobs.length < limit) {
    const { rows: candidates } = await transaction.executeQuery(lookFor(now, standing, chooser.hindered));
    if (standing === "closed") await findLocked(transaction, candidates, secrecy, chooser.hindered);
    for (const candidate of candidates) {
      if (jobs.length === limit) break;
      if (!chooser.mayStart(candidate)) continue;
      const { rows } = await transaction.executeQuery(claim(candidate.rowid));
      jobs.push(...rows);
    }
    if (candidates.length < candidatesPerLook[standing]) break;
  }
  if (chooser.waitsForVault()) waitsForVault();
  return jobs;
}

/** Notes which of the candidates' events need a secret. Jobs of one version do the same. */
async function findLocked(
  transaction: Database,
  candidates: readonly Candidate[],
  secrecy: Map<VersionKey, boolean>,
  { locked }: Hindered,
): Promise<void> {
  for (const candidate of candidates) {
    const key = versionKey(candidate);
    if (secrecy.has(key)) continue;
    const { definition } = await transaction
      .selectFrom("jobs")
      .select("definition")
      .where("rowid" as never, "=", candidate.rowid as never)
      .executeTakeFirstOrThrow();
    const isSecret = await needsSecret(transaction, readJobDefinition(definition));
    secrecy.set(key, isSecret);
    if (isSecret) locked.add(key);
  }
}

interface Chooser {
  readonly hindered: Hindered;
  /** Whether it starts now; it counts as under way then. Ask in the order of precedence. */
  mayStart(candidate: Candidate): boolean;
  /** Whether any could not, as the vault is closed. */
  waitsForVault(): boolean;
}

/** The rules of who starts, without any database. */
function createChooser(
  held: Pick<HeldLimits, "rooms" | "demand" | "underWay" | "serversWanted">,
  holds: ReadonlyMap<number, ServerHold>,
  now: number,
): Chooser {
  const { rooms } = held;
  const underWay = new Map(held.underWay);
  const hindered: Hindered = {
    events: new Set(),
    alone: new Set(underWay.keys()),
    servers: new Set(),
    held: new Map(),
    locked: new Set(),
  };
  let isLocked = false;
  for (const key of rooms.limits.keys()) {
    if (key.startsWith("event:") && isFull(key)) hindered.events.add(Number(key.slice("event:".length)));
  }

  function isFull(key: RoomKey): boolean {
    const { limit, taken } = rooms.at(key);
    return taken >= limit;
  }

  /** Whether it can be begun on none of its servers, and has not waited for long enough for any. */
  function waitsForServers({ available_at: availableAt }: Candidate, wanted: string): boolean {
    if (!hindered.held.has(wanted)) {
      const down = held.serversWanted(wanted).map((id) => holds.get(id));
      const isDown = down.length > 0 && down.every((hold) => hold !== undefined);
      if (!isDown) return false;
      isLocked ||= down.some(({ why }) => why === "vault");
      hindered.held.set(wanted, outwaited(down, now) ?? -1);
    }
    return availableAt > (hindered.held.get(wanted) ?? now);
  }

  function mayStart(candidate: Candidate): boolean {
    const { event_id: eventId, servers_wanted: wanted } = candidate;
    if (hindered.events.has(eventId)) return false;
    if (hindered.locked.has(versionKey(candidate))) {
      isLocked = true;
      return false;
    }
    if (candidate.exclusive === 1 && hindered.alone.has(eventId)) return false;
    if (wanted !== null && hindered.servers.has(wanted)) return false;
    if (wanted !== null && holds.size > 0 && waitsForServers(candidate, wanted)) return false;
    const demand = held.demand(eventId, wanted);
    if (rooms.lacking(demand).length === 0) {
      rooms.take(demand);
      hindered.alone.add(eventId);
      if (demand.has(`event:${eventId}`) && isFull(`event:${eventId}`)) hindered.events.add(eventId);
      return true;
    }
    // Events that are full were passed over: what lacks room is a server or a group.
    if (wanted !== null) hindered.servers.add(wanted);
    if (now - candidate.available_at >= keepRoomAfterMs) rooms.keep(withoutEvent(demand));
    return false;
  }

  return { hindered, mayStart, waitsForVault: () => isLocked };
}

const ranks = jobPriorities.map((_, rank) => rank);
const columns = "rowid, priority, available_at, queued_at, event_id, exclusive, servers_wanted";
/** The index of waiting jobs has all but their event's version: that is looked at only while the vault is closed. */
function lookText(vault: keyof typeof candidatesPerLook): string {
  const isClosed = vault === "closed";
  const limit = String(candidatesPerLook[vault]);
  return `
  WITH full AS MATERIALIZED (SELECT value FROM json_each(?)),
    taken AS MATERIALIZED (SELECT value FROM json_each(?)),
    busy AS MATERIALIZED (SELECT value FROM json_each(?)),
    locked AS MATERIALIZED (SELECT value FROM json_each(?)),
    down AS MATERIALIZED (SELECT key AS wanted, value AS outwaited FROM json_each(?))
  SELECT * FROM (${ranks
    .map(
      (rank) => `SELECT * FROM (SELECT ${columns}, ${isClosed ? "event_version" : "0 AS event_version"},
          available_at + ${String(precedence({ availableAt: 0, priority: rank }))} AS precedence
        FROM jobs AS waiting
        WHERE status = 'queued' AND priority = ${String(rank)} AND available_at <= ?
          AND event_id NOT IN full
          AND (exclusive = 0 OR event_id NOT IN taken)
          AND (servers_wanted IS NULL OR servers_wanted NOT IN busy)
          ${isClosed ? "AND (event_id || '/' || event_version) NOT IN locked" : ""}
          AND NOT EXISTS (SELECT 1 FROM down WHERE down.wanted = servers_wanted AND available_at > down.outwaited)
        ORDER BY available_at, queued_at LIMIT ${limit})`,
    )
    .join(" UNION ALL ")})
  ORDER BY precedence, queued_at LIMIT ${limit}`;
}
const lookTexts = { open: lookText("open"), closed: lookText("closed") } as const;

/** Waiting jobs whose time has come, of kinds that are not hindered, those that come first. */
export function lookFor(
  now: number,
  vault: keyof typeof candidatesPerLook,
  { events, alone, servers, held, locked }: Hindered,
): CompiledQuery<Candidate> {
  const lists = [events, alone, servers, locked].map((kinds: ReadonlySet<number | string>) =>
    JSON.stringify([...kinds]),
  );
  const down = JSON.stringify(Object.fromEntries(held));
  return CompiledQuery.raw(lookTexts[vault], [...lists, down, ...ranks.map(() => now)]);
}
