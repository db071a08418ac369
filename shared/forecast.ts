import { z } from "zod";
import { scheduleTimes } from "./schedule.ts";
import type { WindowSpan } from "./calendar.ts";

/** The longest a forecast looks ahead in one answer, milliseconds. */
export const longestForecastMs = 366 * 86_400_000;

export const forecastInput = z
  .strictObject({
    fromMs: z.int().min(0),
    untilMs: z.int().min(0),
    by: z.enum(["event", "server"]).default("event"),
    /** Only these events. */
    eventIds: z.array(z.int()).max(1_000).optional(),
    tag: z.string().optional(),
  })
  .refine(({ fromMs, untilMs }) => untilMs > fromMs, { message: "the end is before the start", path: ["untilMs"] })
  .refine(({ fromMs, untilMs }) => untilMs - fromMs <= longestForecastMs, {
    message: "a forecast covers at most 366 days",
    path: ["untilMs"],
  });
export type ForecastInput = z.infer<typeof forecastInput>;

/** What would start between two instants. All times are epoch milliseconds. */
export interface Forecast {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Width of one entry of every `counts` and of `load.starts`, milliseconds. */
  readonly bucketMs: number;
  readonly rows: readonly ForecastRow[];
  readonly load: {
    /** Starts in each bucket. */
    readonly starts: readonly number[];
    /** The fullest minutes, fullest first. */
    readonly busiest: readonly { readonly atMs: number; readonly starts: number; readonly names: readonly string[] }[];
  };
  readonly collisions: readonly ForecastCollision[];
  readonly collisionCount: number;
  readonly clockChanges: readonly ForecastClockChange[];
  readonly windows: readonly WindowSpan[];
  readonly total: number;
  readonly blockedTotal: number;
  /** True when there was too much to look at one by one; rows say which. */
  readonly truncated: boolean;
}

/** One event, or one server with all events that run on it. */
export interface ForecastRow {
  readonly key: string;
  readonly name: string;
  readonly eventId: number | undefined;
  readonly serverId: number | undefined;
  /** The schedule in words, of an event. */
  readonly words: string | undefined;
  readonly timezone: string | undefined;
  readonly count: number;
  /** The instants one by one when there are few enough; otherwise empty, and only `counts` tell. */
  readonly instants: readonly { readonly atMs: number; readonly eventId: number; readonly eventName: string }[];
  readonly counts: readonly number[];
  readonly blocked: readonly { readonly atMs: number; readonly eventName: string; readonly calendar: string }[];
  readonly blockedCount: number;
  /** How long a run usually takes, from its finished jobs, milliseconds. */
  readonly usualDurationMs: number | undefined;
  readonly truncated: boolean;
}

export interface ForecastCollision {
  readonly atMs: number;
  readonly kind: "same_minute" | "still_running";
  /** Where they meet; undefined when an event meets itself. */
  readonly server: string | undefined;
  readonly events: readonly { readonly id: number; readonly name: string }[];
  readonly message: string;
}

/** A zone's clock is set: forward leaves local times out, back shows them twice. */
export interface ForecastClockChange {
  readonly atMs: number;
  readonly timezone: string;
  /** Minutes by which the clock moves; negative when it is set back. */
  readonly minutes: number;
  readonly eventNames: readonly string[];
}

/** What would change if a schedule were saved. */
export const comparisonInput = z.strictObject({
  /** The event that is edited: its stored schedule is what was before. Absent: a new event. */
  eventId: z.int().optional(),
  after: scheduleTimes,
  /** Where it would run and how it is tagged: whom it meets and which calendars hold. */
  place: z
    .strictObject({
      serverIds: z.array(z.int()).default([]),
      groups: z.array(z.string()).default([]),
      tags: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** The first moment looked at; now when absent. Any date may be asked for. */
  fromMs: z.int().min(0).optional(),
  days: z.int().min(1).max(366).default(14),
});
export type ComparisonInput = z.input<typeof comparisonInput>;

export type ScheduleComparison =
  | {
      readonly ok: true;
      readonly fromMs: number;
      readonly untilMs: number;
      /** Runs a week on average over the year from `fromMs`. */
      readonly perWeekBefore: number | undefined;
      readonly perWeekAfter: number;
      /** The difference in sentences, most important first. */
      readonly sentences: readonly string[];
      /** Due instants within the time looked at, at most 500 of each, epoch milliseconds. */
      readonly kept: readonly number[];
      readonly added: readonly number[];
      readonly removed: readonly number[];
      readonly blocked: readonly { readonly atMs: number; readonly calendar: string }[];
      /** Other events that start in the same minute on the same servers. */
      readonly meets: readonly { readonly eventId: number; readonly eventName: string; readonly atMs: number }[];
      /** What the clock changes of the year ahead do to it. */
      readonly clockChanges: readonly {
        readonly atMs: number;
        readonly kind: "moved" | "dropped" | "once" | "twice";
        /** Local times as `02:30`; `insteadOf` is the one that does not exist. */
        readonly localTime: string;
        readonly insteadOf: string | undefined;
        readonly date: string;
      }[];
      readonly truncated: boolean;
    }
  | { readonly ok: false; readonly message: string; readonly remedy?: string; readonly field: string };
