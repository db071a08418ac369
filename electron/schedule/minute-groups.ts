import type { EventStarts } from "./forecast-starts.ts";

const minuteMs = 60_000;
/** Room for an event's position beside its minute in one exact number: a million events, minutes far beyond 2100. */
const positions = 2 ** 20;

/** What starts within one minute. */
export interface MinuteGroup {
  /** Its beginning, epoch milliseconds. */
  readonly atMs: number;
  /** How often each event starts in it, by the event's position. */
  readonly starts: ReadonlyMap<number, number>;
}

/** The minutes in which something starts, in order, of events whose instants are known. */
export function* minuteGroups(all: readonly EventStarts[]): Generator<MinuteGroup, void, void> {
  const keys = new Float64Array(all.reduce((sum, { started }) => sum + started.instants.length, 0));
  let filled = 0;
  for (const [position, { started }] of all.entries()) {
    for (const atMs of started.instants) keys[filled++] = Math.floor(atMs / minuteMs) * positions + position;
  }
  keys.sort();
  let minute = -1;
  let starts = new Map<number, number>();
  for (const key of keys) {
    const ownMinute = Math.floor(key / positions);
    if (ownMinute !== minute) {
      if (starts.size > 0) yield { atMs: minute * minuteMs, starts };
      minute = ownMinute;
      starts = new Map();
    }
    const position = key % positions;
    starts.set(position, (starts.get(position) ?? 0) + 1);
  }
  if (starts.size > 0) yield { atMs: minute * minuteMs, starts };
}
