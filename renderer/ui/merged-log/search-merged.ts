import type { LogPattern } from "../log-pane/search-pattern.ts";
import type { FoundPlaces, SearchSource } from "../log-pane/search-source.ts";
import type { InstantPlace } from "./held-log.ts";

/** A byte of one of several logs, and when the part arrived that holds it, epoch milliseconds. */
export interface MergedPlace {
  readonly log: string;
  readonly at: number;
  readonly atMs: number;
}

/** What many logs tell meanwhile is put in order together, milliseconds. */
const toldEveryMs = 100;

type Spot = Omit<MergedPlace, "log">;

/** One of the logs, as it is searched. */
export interface SearchedLog {
  /** The match nearest to a byte, which is left out; from the beginning or the end without one. */
  readonly find: (
    pattern: LogPattern,
    direction: "next" | "previous",
    from: number | undefined,
    signal: AbortSignal,
  ) => Promise<Spot | undefined>;
  readonly findAll: (
    pattern: LogPattern,
    told: (found: FoundPlaces<Spot>) => void,
    failed: (error: unknown) => void,
  ) => () => void;
  readonly locate: (atMs: number, signal: AbortSignal) => Promise<InstantPlace>;
}

/**
 * Looks for text in several logs at once; matches follow each other by the time at which they arrived.
 * @param areFinal whether nothing will be added to the logs: what is found from then on is all there is
 */
export function searchMerged(
  logs: ReadonlyMap<string, SearchedLog>,
  areFinal: () => boolean,
): SearchSource<MergedPlace> {
  let whole: { readonly pattern: LogPattern; readonly places: readonly MergedPlace[] } | undefined;
  const order = new Map([...logs.keys()].map((log, index) => [log, index]));
  const orderOf = ({ log }: MergedPlace): number => order.get(log) ?? 0;
  const compare = (left: MergedPlace, right: MergedPlace): number =>
    left.atMs - right.atMs || orderOf(left) - orderOf(right) || left.at - right.at;

  async function begin(
    log: string,
    direction: "next" | "previous",
    from: MergedPlace,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if (log === from.log) return from.at;
    // At the same instant the logs follow each other in their order.
    const isBefore = (order.get(log) ?? 0) < orderOf(from);
    const located = await logs.get(log)?.locate(isBefore ? from.atMs + 1 : from.atMs, signal);
    return direction === "next" ? located?.before : located?.until;
  }

  async function findIn(
    log: string,
    searched: SearchedLog,
    pattern: LogPattern,
    direction: "next" | "previous",
    from: MergedPlace | undefined,
    signal: AbortSignal,
  ): Promise<MergedPlace | undefined> {
    let start = from === undefined ? undefined : await begin(log, direction, from, signal);
    for (;;) {
      const spot = await searched.find(pattern, direction, start, signal);
      if (spot === undefined) return undefined;
      const place = { log, ...spot };
      const way = from === undefined ? 0 : compare(place, from);
      // A line may have begun before the instant from which on it is looked for.
      if (from === undefined || (direction === "next" ? way > 0 : way < 0)) return place;
      start = place.at;
    }
  }

  return {
    async find(pattern, direction, from, signal) {
      if (whole?.pattern === pattern) {
        return direction === "next"
          ? whole.places.find((place) => from === undefined || compare(place, from) > 0)
          : whole.places.findLast((place) => from === undefined || compare(place, from) < 0);
      }
      const found = await Promise.all(
        [...logs].map(([log, searched]) => findIn(log, searched, pattern, direction, from, signal)),
      );
      const places = found.filter((place) => place !== undefined).sort(compare);
      return direction === "next" ? places[0] : places.at(-1);
    },
    findAll(pattern, told, failed) {
      const all = new Map<string, FoundPlaces<Spot>>();
      // What comes meanwhile may come too late to be found.
      const isFinal = areFinal();
      let pause: ReturnType<typeof setTimeout> | undefined;
      const tell = (): void => {
        pause = undefined;
        const each = [...all.values()];
        const sum = (count: (found: FoundPlaces<Spot>) => number): number =>
          each.reduce((total, one) => total + count(one), 0);
        const places = [...all].flatMap(([log, found]) => found.places.map((spot) => ({ log, ...spot }))).sort(compare);
        const total = sum((found) => found.total);
        const ended = each.length === logs.size && each.every((found) => found.ended);
        if (isFinal && ended && total === places.length) whole = { pattern, places };
        told({ places, total, read: sum(({ read }) => read), size: sum(({ size }) => size), ended });
      };
      const ends = [...logs].map(([log, searched]) =>
        searched.findAll(
          pattern,
          (found) => {
            all.set(log, found);
            pause ??= setTimeout(tell, toldEveryMs);
          },
          failed,
        ),
      );
      return () => {
        clearTimeout(pause);
        for (const end of ends) end();
      };
    },
    isSame: (left, right) => compare(left, right) === 0,
  };
}
