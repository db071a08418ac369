import { CroniumError } from "../../shared/errors.ts";
import type { CalendarLine, EventDetails, ServerLine } from "./answers.ts";
import { didYouMean } from "../../shared/nearest.ts";
import type { Client } from "./connect.ts";

/** What a person may call a thing by. */
interface Named {
  readonly id: number;
  readonly name: string;
}

/** Finds an event by its name, in any case, or its id. @throws CroniumError `not_found` naming the nearest names */
export async function findEvent(client: Client, word: string): Promise<EventDetails> {
  const { id } = choose("event", word, await client.events.list.query());
  return client.events.get.query({ id });
}

/** Finds a server by its name, in any case, or its id; archived ones only when asked. */
export async function findServer(client: Client, word: string, archived = false): Promise<ServerLine> {
  const servers = await client.servers.list.query();
  if (!archived) return choose("server", word, servers);
  return choose("server", word, [...servers, ...(await client.servers.list.query({ archived: true }))]);
}

/** Finds a calendar by its name, in any case, or its id. @throws CroniumError `not_found` naming the nearest names */
export async function findCalendar(client: Client, word: string): Promise<CalendarLine> {
  return choose("calendar", word, await client.calendars.list.query());
}

function choose<Thing extends Named>(
  noun: "event" | "server" | "calendar",
  word: string,
  things: readonly Thing[],
): Thing {
  const found =
    things.find(({ name }) => name === word) ??
    things.find(({ name }) => isSameName(name, word)) ??
    things.find(({ id }) => String(id) === word);
  if (found !== undefined) return found;
  const suggestion = didYouMean(
    word,
    things.map(({ name }) => name),
  );
  throw new CroniumError("not_found", `There is no ${noun} “${word}”`, {
    remedy: suggestion ?? `List them with \`cronium ${noun} list\`.`,
  });
}

/** Names are compared without regard to case. */
export function isSameName(name: string, word: string): boolean {
  return name.toLowerCase() === word.toLowerCase();
}
