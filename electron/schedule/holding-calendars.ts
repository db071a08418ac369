import { blockAt, type CalendarBlock, type CompiledCalendar } from "./calendar-rules.ts";

/** The calendars that hold for an event: for all of it, and for single servers it runs on, by their ids. */
export interface HoldingCalendars {
  readonly whole: readonly CompiledCalendar[];
  readonly byServer: ReadonlyMap<number, readonly CompiledCalendar[]>;
}

/** What calendars do to a start: keep all of it back, or only leave some servers out. */
export interface StartBlock {
  /** Why nothing may start; undefined when something may. */
  readonly block: CalendarBlock | undefined;
  /** Servers that are left out, and why, when the others may start. */
  readonly without: ReadonlyMap<number, CalendarBlock>;
}

const nobody: ReadonlyMap<number, CalendarBlock> = new Map();

/**
 * What calendars do to an event's start at an instant (epoch milliseconds); undefined when nothing. Calendars of a
 * server leave that server out; when none is left, all of it is kept back. The scheduler and the forecast ask alike.
 * @param serverIds where the event runs; empty for this computer
 */
export function judgeStart(
  { whole, byServer }: HoldingCalendars,
  serverIds: readonly number[],
  instantMs: number,
): StartBlock | undefined {
  const block = firstBlock(whole, instantMs);
  if (block !== undefined) return { block, without: nobody };
  if (byServer.size === 0 || serverIds.length === 0) return undefined;
  const without = new Map<number, CalendarBlock>();
  for (const serverId of serverIds) {
    const blockOfServer = firstBlock(byServer.get(serverId) ?? [], instantMs);
    if (blockOfServer !== undefined) without.set(serverId, blockOfServer);
  }
  if (without.size === 0) return undefined;
  if (without.size < new Set(serverIds).size) return { block: undefined, without };
  return { block: [...without.values()][0], without: nobody };
}

function firstBlock(calendars: readonly CompiledCalendar[], instantMs: number): CalendarBlock | undefined {
  for (const calendar of calendars) {
    const block = blockAt(calendar, instantMs);
    if (block !== undefined) return block;
  }
  return undefined;
}
