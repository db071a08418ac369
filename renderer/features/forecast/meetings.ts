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
