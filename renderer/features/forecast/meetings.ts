import type { ForecastCollision } from "../../bridge/views.ts";

const minuteMs = 60_000;

/** Which starts meet others. */
export interface MeetingBook {
  /**
   * The collision an event's start is part of. Of a collision that repeats more often than is listed only the first
   * times are known one by one, and the rest where it befalls every start.
   * @param starts how often the event starts; undefined when that is not known
   */
  at(eventId: number, atMs: number, starts?: number): ForecastCollision | undefined;
}

/** Makes collisions ready to be asked for, by event and minute. */
export function meetingBook(collisions: readonly ForecastCollision[]): MeetingBook {
  const known = new Map<string, ForecastCollision>();
  const endless = new Map<number, ForecastCollision>();
  const nameOf = (eventId: number, atMs: number): string => `${String(eventId)} ${String(Math.floor(atMs / minuteMs))}`;
  for (const collision of collisions) {
    for (const { id } of collision.events) {
      const longest = endless.get(id)?.times ?? collision.allMs.length;
      if (collision.times > longest) endless.set(id, collision);
      for (const atMs of collision.allMs) {
        const name = nameOf(id, atMs);
        if (!known.has(name)) known.set(name, collision);
      }
    }
  }
  return {
    at(eventId, atMs, starts = Infinity) {
      const always = endless.get(eventId);
      return known.get(nameOf(eventId, atMs)) ?? (always !== undefined && always.times >= starts ? always : undefined);
    },
  };
}

/** Names, the first of them, and how many more there are. @param total of which `names` are the first */
function listed(names: readonly string[], shown: number, total: number): string {
  const first = names.slice(0, shown);
  const rest = total - first.length;
  if (rest > 0) return `${first.join(", ")} and ${rest.toLocaleString("en-GB")} more`;
  return first.length < 2 ? first.join("") : `${first.slice(0, -1).join(", ")} and ${first.at(-1) ?? ""}`;
}

/** What one event's start meets, shorter than the collision's own message, which names that event too. */
export function meetingWords(
  { kind, events, eventCount, servers, message }: ForecastCollision,
  eventId: number,
): string {
  if (kind === "still_running") return message;
  const others = events.filter(({ id }) => id !== eventId).map(({ name }) => name);
  return `meets ${listed(others, 2, eventCount - 1)} on ${listed(servers, 2, servers.length)}`;
}
