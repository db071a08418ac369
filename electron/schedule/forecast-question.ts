import type { OverlapPolicy } from "../../shared/words.ts";
import type { CompiledSchedule } from "./due.ts";
import type { HoldingCalendars } from "./holding-calendars.ts";

/** An active event as a forecast sees it. Times are epoch milliseconds. */
export interface ForecastEvent {
  readonly id: number;
  readonly name: string;
  readonly compiled: CompiledSchedule;
  readonly timezone: string;
  /** The server that its schedule is left to. */
  readonly leftTo?: string | undefined;
  /** The servers it runs on; empty when it runs on this computer, or when its groups have none. */
  readonly serverIds: readonly number[];
  /** True for a script or container on this computer. */
  readonly isLocal: boolean;
  /** Undefined when no calendar holds for it. */
  readonly calendars: HoldingCalendars | undefined;
  readonly overlap: OverlapPolicy;
  /** Runs it may still make; Infinity without a maximum. */
  readonly runsLeft: number;
  /** What was due up to and including this instant has been decided and uses up no more runs. */
  readonly accountedUntilMs: number;
  readonly usualDurationMs: number | undefined;
}

export interface ForecastQuestion {
  /** What is due in [fromMs, untilMs), whole epoch milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly by: "event" | "server";
  /** The events that are asked about. */
  readonly events: readonly ForecastEvent[];
  /** Other active events: looked at only for what they meet. */
  readonly others: readonly ForecastEvent[];
  readonly serverNames: ReadonlyMap<number, string>;
  readonly limits: ForecastLimits;
}

export interface ForecastLimits {
  /** Instants looked at one by one, in all; events with more than what is left of it are only counted. */
  readonly examined: number;
  /** Instants listed in rows, in all and in one row. */
  readonly listed: number;
  readonly listedInRow: number;
}

/** On two modest cores 300,000 instants take about a third of a second; the lists keep an answer to some megabytes. */
export const usualLimits: ForecastLimits = { examined: 300_000, listed: 30_000, listedInRow: 500 };

/** Time cut into equal pieces. */
export interface Buckets {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly bucketMs: number;
  readonly count: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const widths = [1, 5, 15, 30].map((minutes) => minutes * minuteMs);
widths.push(...[1, 2, 3, 6, 12].map((hours) => hours * hourMs), ...[1, 2, 3, 7].map((days) => days * dayMs));
/** As many as a timeline can show apart. */
const mostBuckets = 128;

/** Cuts [fromMs, untilMs) into pieces of a width that reads well; the last may reach beyond the end. */
export function chooseBuckets(fromMs: number, untilMs: number): Buckets {
  const span = untilMs - fromMs;
  const bucketMs = widths.find((width) => span <= width * mostBuckets) ?? Math.ceil(span / mostBuckets);
  return { fromMs, untilMs, bucketMs, count: Math.ceil(span / bucketMs) };
}

/** Stands for this computer where servers are told apart by their ids. */
export const thisComputer = { id: 0, name: "this computer" } as const;

/** Where an event runs, as ids of places. */
export function placesOf({ serverIds, isLocal }: Pick<ForecastEvent, "serverIds" | "isLocal">): readonly number[] {
  return isLocal ? [thisComputer.id] : serverIds;
}

export function placeName(serverNames: ReadonlyMap<number, string>, place: number): string {
  return place === thisComputer.id ? thisComputer.name : (serverNames.get(place) ?? `server ${String(place)}`);
}
