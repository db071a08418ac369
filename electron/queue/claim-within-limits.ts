import { CompiledQuery } from "kysely";
import { jobPriorities } from "../../shared/words.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { precedence } from "./ageing.ts";
import { readLimits, type HeldLimits } from "./limits.ts";
import { withoutEvent, type RoomKey } from "./rooms.ts";
import { outwaited, readHolds, type ServerHold } from "./server-holds.ts";

/**
 * From this wait on what a job needs of servers and groups is kept for it, milliseconds: jobs that come later no longer
 * overtake it there. Before that they may, so that nothing stands idle for a job that waits for many servers at once.
 */
export const keepRoomAfterMs = 60_000;

/** Waiting jobs that are looked at together. */
const candidatesPerLook = 64;

/** A waiting job, as far as it matters whether it may start. */
interface Candidate {
  readonly rowid: number;
  readonly priority: number;
  readonly available_at: number;
  readonly queued_at: number;
  readonly event_id: number;
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
}

/**
 * Claims up to `limit` waiting jobs for which every limit has room, in the caller's transaction and in the order of
 * `precedence`.
 * @param claim the claim of one row
 */
export async function claimWithinLimits(
  transaction: Database,
  { now, limit, keptFor }: { readonly now: number; readonly limit: number; readonly keptFor: readonly number[] },
  claim: (rowid: number) => CompiledQuery<JobRow>,
): Promise<JobRow[]> {
  const held = await readLimits(transaction);
  for (const serverId of keptFor) held.rooms.keep(held.demandOfServer(serverId));
  const chooser = createChooser(held, await readHolds(transaction, now), now);
  const jobs: JobRow[] = [];
  while (jobs.length < limit) {
    const { rows: candidates } = await transaction.executeQuery(lookFor(now, chooser.hindered));
    for (const candidate of candidates) {
      if (jobs.length === limit) break;
      if (!chooser.mayStart(candidate)) continue;
      const { rows } = await transaction.executeQuery(claim(candidate.rowid));
      jobs.push(...rows);
    }
    if (candidates.length < candidatesPerLook) break;
  }
  return jobs;
}

interface Chooser {
  readonly hindered: Hindered;
  /** Whether it starts now; it counts as under way then. Ask in the order of precedence. */
  mayStart(candidate: Candidate): boolean;
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
  };
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
      hindered.held.set(wanted, outwaited(down, now) ?? -1);
    }
    return availableAt > (hindered.held.get(wanted) ?? now);
  }

  function mayStart(candidate: Candidate): boolean {
    const { event_id: eventId, servers_wanted: wanted } = candidate;
    if (hindered.events.has(eventId)) return false;
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

  return { hindered, mayStart };
}

const ranks = jobPriorities.map((_, rank) => rank);
const columns = "rowid, priority, available_at, queued_at, event_id, exclusive, servers_wanted";
const lookText = `
  WITH full AS MATERIALIZED (SELECT value FROM json_each(?)),
    taken AS MATERIALIZED (SELECT value FROM json_each(?)),
    busy AS MATERIALIZED (SELECT value FROM json_each(?)),
    down AS MATERIALIZED (SELECT key AS wanted, value AS outwaited FROM json_each(?))
  SELECT * FROM (${ranks
    .map(
      (rank) => `SELECT * FROM (SELECT ${columns},
          available_at + ${String(precedence({ availableAt: 0, priority: rank }))} AS precedence
        FROM jobs AS waiting
        WHERE status = 'queued' AND priority = ${String(rank)} AND available_at <= ?
          AND event_id NOT IN full
          AND (exclusive = 0 OR event_id NOT IN taken)
          AND (servers_wanted IS NULL OR servers_wanted NOT IN busy)
          AND NOT EXISTS (SELECT 1 FROM down WHERE down.wanted = servers_wanted AND available_at > down.outwaited)
        ORDER BY available_at, queued_at LIMIT ${String(candidatesPerLook)})`,
    )
    .join(" UNION ALL ")})
  ORDER BY precedence, queued_at LIMIT ${String(candidatesPerLook)}`;

/** Waiting jobs whose time has come, of kinds that are not hindered, those that come first. */
export function lookFor(now: number, { events, alone, servers, held }: Hindered): CompiledQuery<Candidate> {
  const lists = [events, alone, servers].map((kinds) => JSON.stringify([...kinds]));
  return CompiledQuery.raw(lookText, [...lists, JSON.stringify(Object.fromEntries(held)), ...ranks.map(() => now)]);
}
