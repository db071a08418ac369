import { formatDuration } from "../../shared/duration.ts";
import type { ForecastCollision } from "../../shared/forecast.ts";
import type { OverlapPolicy } from "../../shared/words.ts";
import { mostTimesNamed } from "./collision-limits.ts";
import type { EventStarts } from "./forecast-starts.ts";
import { timesText } from "./english.ts";

/** Where an event is due again while, by its usual duration, its run before is not over; undefined when nowhere. */
export function findStillRunning({ event, started }: EventStarts): ForecastCollision | undefined {
  const { usualDurationMs: duration, overlap } = event;
  if (duration === undefined) return undefined;
  const met: number[] = [];
  let times = 0;
  let busyUntil = -Infinity;
  for (const atMs of started.instants) {
    if (atMs >= busyUntil) {
      busyUntil = atMs + duration;
      continue;
    }
    times += 1;
    if (met.length < mostTimesNamed) met.push(atMs);
    busyUntil = busyAfter(overlap, atMs, busyUntil, duration);
  }
  const [first] = met;
  if (first === undefined) return undefined;
  const usual = formatDuration(Math.max(1_000, Math.round(duration / 1000) * 1000));
  return {
    atMs: first,
    times,
    allMs: met,
    kind: "still_running",
    servers: [],
    events: [{ id: event.id, name: event.name }],
    eventCount: 1,
    message: `“${event.name}” is due again ${timesText(times)} while the run before, which usually takes ${usual}, is still under way: ${consequences[overlap]}`,
  };
}

const consequences: Readonly<Record<OverlapPolicy, string>> = {
  allow: "both run side by side",
  skip: "it is skipped",
  queue: "one waits for its turn",
  replace: "the run before is stopped",
};

/** Until when it is busy after being due at `atMs` while busy. */
function busyAfter(overlap: OverlapPolicy, atMs: number, busyUntil: number, duration: number): number {
  switch (overlap) {
    case "allow":
      return Math.max(busyUntil, atMs + duration);
    case "skip":
      return busyUntil;
    case "queue":
      // More than one run ahead means that one waits already, and this one is skipped.
      return busyUntil - atMs > duration ? busyUntil : busyUntil + duration;
    case "replace":
      return atMs + duration;
  }
}
