import { isBlockedThrough, type CalendarBlock, type CompiledCalendar } from "./calendar-rules.ts";
import { judgeStart, type HoldingCalendars } from "./holding-calendars.ts";

interface HeldServer {
  readonly id: number;
  readonly name: string;
}

/** What may keep an event from running: its calendars, and the servers it runs on, none when it runs elsewhere. */
export interface Holding {
  readonly calendars: HoldingCalendars;
  readonly servers: readonly HeldServer[];
}

export interface ServerBlock {
  readonly server: HeldServer;
  readonly block: CalendarBlock;
}

/** What calendars do at an instant: nothing, keep some servers from running, or all of it. */
export type Hold =
  | { readonly kind: "free" }
  | { readonly kind: "narrowed"; readonly leftOut: readonly ServerBlock[] }
  /** `allServers` when it is not the event as a whole that is blocked, but each of its servers. */
  | { readonly kind: "blocked"; readonly block: CalendarBlock; readonly allServers: boolean };

const free: Hold = { kind: "free" };

/** What calendars do at an instant, epoch milliseconds. */
export function holdAt(holding: Holding | undefined, instantMs: number): Hold {
  if (holding === undefined) return free;
  const { calendars, servers } = holding;
  const serverIds = servers.map((server) => server.id);
  const judged = judgeStart(calendars, serverIds, instantMs);
  if (judged === undefined) return free;
  const { block, without } = judged;
  if (block !== undefined) {
    return { kind: "blocked", block, allServers: calendars.whole.every(({ id }) => id !== block.calendarId) };
  }
  const leftOut = servers.flatMap((server): ServerBlock[] => {
    const own = without.get(server.id);
    return own === undefined ? [] : [{ server, block: own }];
  });
  return { kind: "narrowed", leftOut };
}

/** Two instants at which one and the same job would have to be allowed. */
export function joinHolds(holding: Holding | undefined, first: Hold, second: Hold): Hold {
  if (holding === undefined || first.kind === "free" || second.kind === "blocked") return second;
  if (second.kind === "free" || first.kind === "blocked") return first;
  const known = new Set(first.leftOut.map(({ server }) => server.id));
  const leftOut = [...first.leftOut, ...second.leftOut.filter(({ server }) => !known.has(server.id))];
  const [block] = leftOut;
  return block !== undefined && leftOut.length === holding.servers.length
    ? { kind: "blocked", block: block.block, allServers: true }
    : { kind: "narrowed", leftOut };
}

/** A look back begins with this step, milliseconds, and doubles it while all of it is blocked. */
const firstStepMs = 60_000;
/** As long as a catch-up window may be, milliseconds. */
const longestStepMs = 366 * 86_400_000;

/**
 * An earlier instant from which on everything is blocked up to `blockedMs`, which is blocked itself: not the first
 * such instant, but one that saves looking at what lies in between.
 * @param oldestMs how far back it matters
 * @returns epoch milliseconds, `blockedMs` when nothing before it is known to be blocked
 */
export function blockedSince(holding: Holding, blockedMs: number, oldestMs: number): number {
  let sinceMs = blockedMs;
  for (let stepMs = firstStepMs; stepMs <= longestStepMs && sinceMs >= oldestMs; stepMs *= 2) {
    if (!isAllBlocked(holding, blockedMs - stepMs, blockedMs)) break;
    sinceMs = blockedMs - stepMs;
  }
  return sinceMs;
}

function isAllBlocked({ calendars, servers }: Holding, fromMs: number, throughMs: number): boolean {
  const through = (calendar: CompiledCalendar): boolean => isBlockedThrough(calendar, fromMs, throughMs);
  if (calendars.whole.some(through)) return true;
  if (servers.length === 0 || calendars.byServer.size === 0) return false;
  return servers.every((server) => (calendars.byServer.get(server.id) ?? []).some(through));
}
