import { dueServers, serverIdsOfEvents, type DueEvent } from "../store/due-events.ts";
import type { Database } from "../store/tables.ts";
import type { Holding } from "./calendar-holds.ts";
import { serversOfEvent } from "./event-servers.ts";
import type { CalendarBook } from "./stored-calendars.ts";

/** What may keep each of these events from running; events that nothing holds for are absent. */
export async function openHoldings(
  transaction: Database,
  book: CalendarBook,
  events: readonly DueEvent[],
): Promise<ReadonlyMap<number, Holding>> {
  const holdings = new Map<number, Holding>();
  if (book.isEmpty) return holdings;
  const servers = await openServers(transaction, events);
  for (const event of events) {
    const own = servers(event);
    const calendars = book.of({
      eventId: event.id,
      tags: JSON.parse(event.tags) as string[],
      serverIds: own.map((server) => server.id),
    });
    if (calendars.whole.length > 0 || calendars.byServer.size > 0) holdings.set(event.id, { calendars, servers: own });
  }
  return holdings;
}

/** Reads servers once for all events. @returns those an event runs on, none when it runs elsewhere */
async function openServers(
  transaction: Database,
  events: readonly DueEvent[],
): Promise<(event: DueEvent) => Holding["servers"]> {
  const onServers = events.filter((event) => event.run_on === "servers");
  if (onServers.length === 0) return () => [];
  const servers = await dueServers(transaction);
  const named = await serverIdsOfEvents(
    transaction,
    onServers.map((event) => event.id),
  );
  return (event) => serversOfEvent(event, named.get(event.id) ?? [], servers);
}
