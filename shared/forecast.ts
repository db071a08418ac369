import { z } from "zod";
import { instantMs } from "./instant.ts";
import { tagText } from "./plain-text.ts";
import { mostTags, mostTargets } from "./event.ts";
import { scheduleTimes } from "./schedule.ts";
import type { WindowSpan } from "./calendar.ts";

/** The longest a forecast looks ahead in one answer, milliseconds. */
export const longestForecastMs = 366 * 86_400_000;

export const forecastInput = z
  .strictObject({
    fromMs: instantMs,
    untilMs: instantMs,
    by: z.enum(["event", "server"]).default("event"),
    /** Only these events. */
    eventIds: z.array(z.int()).max(1_000).optional(),
    tag: tagText.optional(),
  })
  .refine(({ fromMs, untilMs }) => untilMs > fromMs, { message: "the end is before the start", path: ["untilMs"] })
  .refine(({ fromMs, untilMs }) => untilMs - fromMs <= longestForecastMs, {
    message: "a forecast covers at most 366 days",
    path: ["untilMs"],
  });
export type ForecastInput = z.infer<typeof forecastInput>;

/** What would start in [fromMs, untilMs) if nothing were changed. All times are epoch milliseconds. */
export interface Forecast {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Width of one entry of every `counts` and of `load.starts`, milliseconds. */
  readonly bucketMs: number;
  /** What starts or is blocked in that time, in order of name. */
  readonly rows: readonly ForecastRow[];
  /** Active events asked for of which nothing is due in that time. */
  readonly quietCount: number;
  /** The first ten of them. */
  readonly quietNames: readonly string[];
  readonly load: {
    /** Starts in each bucket. */
    readonly starts: readonly number[];
    /** The fullest minutes, fullest first. */
    readonly busiest: readonly { readonly atMs: number; readonly starts: number; readonly names: readonly string[] }[];
  };
  /** In order of their first time; the largest ones when there are too many. */
  /** Without events that start every ten minutes or more often on average: those meet everything. */
  readonly collisions: readonly ForecastCollision[];
  readonly collisionCount: number;
  readonly clockChanges: readonly ForecastClockChange[];
  readonly windows: readonly WindowSpan[];
  readonly total: number;
  readonly blockedTotal: number;
  /**
   * True when there was too much to look at one by one. All counts are still exact; collisions and busiest minutes
   * leave out the `dense` events.
   */
  readonly truncated: boolean;
  /** Names of events that start too often to be looked at one by one; the first few. */
  readonly dense: readonly string[];
}

/** One event, or one server with all events that run on it; `this computer` is a server without an id. */
export interface ForecastRow {
  readonly key: string;
  readonly name: string;
  readonly eventId: number | undefined;
  readonly serverId: number | undefined;
  /** The schedule in words, of an event. */
  readonly words: string | undefined;
  readonly timezone: string | undefined;
  readonly count: number;
  /** The first start; undefined when everything is blocked. */
  readonly firstMs: number | undefined;
  /** The instants one by one when there are few enough; otherwise empty, and only `counts` tell. */
  readonly instants: readonly { readonly atMs: number; readonly eventId: number; readonly eventName: string }[];
  readonly counts: readonly number[];
  /** The first of what calendars keep from starting. */
  readonly blocked: readonly { readonly atMs: number; readonly eventName: string; readonly calendar: string }[];
  readonly blockedCount: number;
  /** How long a run usually takes, from its finished jobs, milliseconds. */
  readonly usualDurationMs: number | undefined;
  /** When an event makes the last run it may make, after which it is paused. */
  readonly usedUpMs: number | undefined;
  /** True when `instants` does not list what `count` counts. */
  readonly truncated: boolean;
}

/** The same events meeting, once or again and again. */
export interface ForecastCollision {
  /** The first time. */
  readonly atMs: number;
  /** How often it happens, and when: the first hundred times. */
  readonly times: number;
  readonly allMs: readonly number[];
  readonly kind: "same_minute" | "still_running";
  /** Where they meet, by name, the first 20; empty when an event meets itself. */
  readonly servers: readonly string[];
  /** The first 50 of them. */
  readonly events: readonly { readonly id: number; readonly name: string }[];
  readonly eventCount: number;
  readonly message: string;
}

/** A zone's clock is set: forward leaves local times out, back shows them twice. */
export interface ForecastClockChange {
  readonly atMs: number;
  readonly timezone: string;
  /** Minutes by which the clock moves; negative when it is set back. */
  readonly minutes: number;
  /** Events with a due time in what is left out or shown twice: the first of them, and how many there are. */
  readonly eventNames: readonly string[];
  readonly eventCount: number;
}

/** Which of these instants (epoch milliseconds) calendars keep an event from starting at. */
export const blockedInput = z.strictObject({ eventId: z.int(), instants: z.array(instantMs).max(100_000) });

/** An instant at which an event may not start, the calendar that says so, and until when it does; null: no end in sight. */
export interface BlockedInstant {
  readonly atMs: number;
  readonly calendar: string;
  readonly untilMs: number | null;
}

export const runsEndInput = z.strictObject({ eventId: z.int(), untilMs: instantMs });

/** Where a maximum of runs is used up. */
export interface RunsEnd {
  /** The instant of the last run, epoch milliseconds; undefined when all runs have been made already. */
  readonly lastMs?: number | undefined;
}

/** What would change if a schedule were saved. */
export const comparisonInput = z.strictObject({
  /** The event that is edited: its stored schedule is what was before. Absent: a new event. */
  eventId: z.int().optional(),
  after: scheduleTimes,
  /** Where it would run and how it is tagged: whom it meets and which calendars hold. */
  place: z
    .strictObject({
      serverIds: z.array(z.int()).max(mostTargets).default([]),
      groups: z.array(tagText).max(mostTags).default([]),
      tags: z.array(tagText).max(mostTags).default([]),
    })
    .prefault({}),
  /** The first moment looked at; now when absent. Any date may be asked for. */
  fromMs: instantMs.optional(),
  days: z.int().min(1).max(366).default(14),
});
export type ComparisonInput = z.input<typeof comparisonInput>;
export type ComparisonFields = z.output<typeof comparisonInput>;

export type ScheduleComparison =
  | {
      readonly ok: true;
      readonly fromMs: number;
      readonly untilMs: number;
      /** The schedule to be saved, in words. */
      readonly words: string;
      /** Runs a week on average over the 52 weeks from `fromMs`, or what of them lies between its start and end. */
      readonly perWeekBefore: number | undefined;
      readonly perWeekAfter: number;
      /** The first start after saving, calendars considered; null when there is none for a year or more. */
      readonly firstRunMs: number | null;
      /** The difference in sentences, most important first. */
      readonly sentences: readonly string[];
      /** Due instants in [fromMs, untilMs), however many there are. */
      readonly countBefore: number;
      readonly countAfter: number;
      /** The first of them, at most 500 of each, epoch milliseconds. */
      readonly kept: readonly number[];
      readonly added: readonly number[];
      readonly removed: readonly number[];
      /** Those of `kept` and `added` that calendars keep from starting. */
      readonly blocked: readonly { readonly atMs: number; readonly calendar: string }[];
      /** Other events that start in the same minute at the same place: the first time, and how often at least. */
      readonly meets: readonly {
        readonly eventId: number;
        readonly eventName: string;
        readonly atMs: number;
        readonly times: number;
        /** False when the schedule that is replaced meets it too. */
        readonly isNew: boolean;
      }[];
      /** What the clock changes of the year from `fromMs` do to it. */
      readonly clockChanges: readonly ScheduleClockChange[];
      /** True when `kept`, `added` and `removed` are not complete. */
      readonly truncated: boolean;
    }
  | { readonly ok: false; readonly message: string; readonly remedy?: string; readonly field: string };

/** What a change of a zone's clock does to a schedule. */
export interface ScheduleClockChange {
  readonly atMs: number;
  /**
   * moved: a time that does not exist runs at the first instant after the gap. merged: likewise, where it is due
   * anyway. dropped: nothing is added for an hour that does not exist. once, twice: of a time that the clock shows
   * twice. shifted: an interval goes on by elapsed time, at another time of day.
   */
  readonly kind: "moved" | "merged" | "dropped" | "once" | "twice" | "shifted";
  /** On the zone's clock, as `02:30`. */
  readonly localTime: string;
  /** The time that does not exist, or that the interval had before. */
  readonly insteadOf: string | undefined;
  /** On the zone's clock, as `2026-03-29`. */
  readonly date: string;
  /** How many times of that date are affected; `localTime` is the first. */
  readonly count: number;
  readonly sentence: string;
}
