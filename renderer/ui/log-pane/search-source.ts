import type { LogPattern } from "./search-pattern.ts";

/** What a search in logs has found so far. */
export interface FoundPlaces<Place> {
  /** Places of matches, in their order; the first ones when there are many. */
  readonly places: readonly Place[];
  readonly total: number;
  /** Bytes looked at, and bytes there are. */
  readonly read: number;
  readonly size: number;
  readonly ended: boolean;
}

/** Where text is looked for: in one log, or in several that are shown as one. */
export interface SearchSource<Place> {
  /**
   * The match nearest to a place, the place itself left out; the first or last one when no place is given.
   * @throws what the core throws
   */
  readonly find: (
    pattern: LogPattern,
    direction: "next" | "previous",
    from: Place | undefined,
    signal: AbortSignal,
  ) => Promise<Place | undefined>;
  /** Finds everything, telling of it as it goes on. @returns ends it */
  readonly findAll: (
    pattern: LogPattern,
    told: (found: FoundPlaces<Place>) => void,
    failed: (error: unknown) => void,
  ) => () => void;
  readonly isSame: (left: Place, right: Place) => boolean;
}

/** Places told of one log; further ones are only counted. */
export const mostTold = 2_000;
