import type { ForecastCollision } from "../../shared/forecast.ts";
import { mostEventsNamed, mostPlaceStarts, mostServersNamed, mostTimesNamed } from "./collision-limits.ts";
import { listSome, timesText } from "./english.ts";
import { placeName, placesOf } from "./forecast-question.ts";
import type { EventStarts } from "./forecast-starts.ts";
import type { MinuteGroup } from "./minute-groups.ts";

const minuteMs = 60_000;
/** What starts at least this often on average meets everything, which tells nobody anything. Milliseconds. */
const constantlyMs = 10 * minuteMs;

/** The same events meeting at the same places. */
interface Meeting {
  readonly positions: readonly number[];
  readonly places: readonly number[];
  times: number;
  readonly allMs: number[];
}

export interface SameMinute {
  add(group: MinuteGroup): void;
  /** How many different collisions there are. */
  readonly count: number;
  /** Those of most events, and of these the most frequent. */
  largest(limit: number): ForecastCollision[];
  /** False when there was too much to compare. */
  readonly complete: boolean;
}

/**
 * Finds events that start in the same minute at the same place, and puts those together that do so again and again.
 * Those that start constantly are left out.
 * @param asked how many of the events, from the first on, were asked about; a collision has at least one of them
 */
export function createSameMinute(
  all: readonly EventStarts[],
  asked: number,
  serverNames: ReadonlyMap<number, string>,
): SameMinute {
  const places = all.map((starts) => (startsConstantly(starts) ? [] : placesOf(starts.event)));
  const leftOut = all.map((starts) => minutesWithout(starts));
  const meetings = new Map<string, Meeting>();
  let room = mostPlaceStarts;

  function* meetingsWithin({ atMs, starts }: MinuteGroup): Generator<[positions: string, number[], number[]], void> {
    const atPlace = new Map<number, number[]>();
    for (const position of starts.keys()) {
      for (const place of places[position] ?? []) {
        if (leftOut[position]?.get(place)?.has(atMs) === true) continue;
        const here = atPlace.get(place);
        if (here === undefined) atPlace.set(place, [position]);
        else here.push(position);
        room -= 1;
      }
    }
    const together = new Map<string, [positions: number[], places: number[]]>();
    for (const [place, positions] of atPlace) {
      // Positions ascend, so the first tells whether any of them was asked about.
      if (positions.length < 2 || (positions[0] ?? asked) >= asked) continue;
      const key = positions.join();
      const known = together.get(key);
      if (known === undefined) together.set(key, [positions, [place]]);
      else known[1].push(place);
    }
    for (const [key, [positions, meetingPlaces]] of together) yield [key, positions, meetingPlaces];
  }

  return {
    add(group) {
      if (group.starts.size < 2 || room <= 0) return;
      for (const [key, positions, meetingPlaces] of meetingsWithin(group)) {
        const whole = `${key}@${meetingPlaces.join()}`;
        const known = meetings.get(whole);
        const meeting = known ?? { positions, places: meetingPlaces, times: 0, allMs: [] };
        if (known === undefined) meetings.set(whole, meeting);
        meeting.times += 1;
        if (meeting.allMs.length < mostTimesNamed) meeting.allMs.push(group.atMs);
      }
    },
    get count() {
      return meetings.size;
    },
    largest(limit) {
      const bySize = (left: Meeting, right: Meeting): number =>
        right.positions.length - left.positions.length || right.times - left.times;
      const largest = [...meetings.values()].sort(bySize).slice(0, limit);
      return largest.map((meeting) => describeMeeting(meeting, all, serverNames));
    },
    get complete() {
      return room > 0;
    },
  };
}

function startsConstantly({ started: { instants } }: EventStarts): boolean {
  const span = (instants.at(-1) ?? 0) - (instants[0] ?? 0);
  return instants.length > 2 && span <= (instants.length - 1) * constantlyMs;
}

/** The minutes in which a server is left out of an event's start, by the server. */
function minutesWithout({ without }: EventStarts): ReadonlyMap<number, ReadonlySet<number>> {
  return new Map(
    [...without].map(([serverId, { instants }]) => [
      serverId,
      new Set(instants.map((instant) => Math.floor(instant / minuteMs) * minuteMs)),
    ]),
  );
}

function describeMeeting(
  { positions, places, times, allMs }: Meeting,
  all: readonly EventStarts[],
  serverNames: ReadonlyMap<number, string>,
): ForecastCollision {
  const named = positions.slice(0, mostEventsNamed).flatMap((position) => all[position]?.event ?? []);
  const servers = places.slice(0, mostServersNamed).map((place) => placeName(serverNames, place));
  const names = listSome(
    named.map(({ name }) => `“${name}”`),
    4,
    positions.length,
  );
  const often = times === 1 ? "" : `, ${timesText(times)}`;
  return {
    atMs: allMs[0] ?? 0,
    times,
    allMs,
    kind: "same_minute",
    servers,
    events: named.map(({ id, name }) => ({ id, name })),
    eventCount: positions.length,
    message: `${names} start in the same minute on ${listSome(servers, 3, places.length)}${often}`,
  };
}
