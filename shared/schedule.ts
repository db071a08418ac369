import { z } from "zod";
import { instantMs } from "./instant.ts";
import { cronText, longestTimezone, timezoneText } from "./plain-text.ts";
import type { Waiting } from "./waiting.ts";
import {
  missedPolicies,
  overlapPolicies,
  type JobStatus,
  type OccurrenceCause,
  type OccurrenceDecision,
  type ScheduleClosing,
} from "./words.ts";

/** Nothing shorter is worth a ledger row, and nothing longer than ten years is an interval. */
export const shortestIntervalMs = 1_000;
export const longestIntervalMs = 10 * 365 * 86_400_000;

const policies = {
  missed: z.enum(missedPolicies).default("latest"),
  /** How far back missed instants are still caught up, milliseconds. */
  missedWindowMs: z
    .int()
    .min(1_000)
    .max(366 * 86_400_000)
    .default(86_400_000),
  /** How many missed instants `all` catches up at most. */
  missedCap: z.int().min(1).max(1_000).default(10),
  overlap: z.enum(overlapPolicies).default("skip"),
  /** Spread of the start after the due instant, milliseconds; the same for the same occurrence every time. */
  jitterMs: z.int().min(0).max(86_400_000).default(0),
  /** Jobs the schedule makes before it pauses the event; null for no end. */
  maxRuns: z.int().min(1).max(1_000_000_000).nullable().default(null),
  /** Activating the event starts counting its runs from nothing. */
  resetRunsOnActivation: z.boolean().default(false),
  /** Pauses the event after this many of its jobs failed one after the other; null for never. */
  pauseAfterFailures: z.int().min(1).max(1_000).nullable().default(null),
  /** Nothing is due before and after these; both instants themselves count. Epoch milliseconds. */
  startMs: instantMs.nullable().default(null),
  endMs: instantMs.nullable().default(null),
};

const timezone = timezoneText.default("UTC");

/** When an event is due. Cron text and zone are checked by the engine, which knows them; shapes are checked here. */
export const scheduleInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cron"), cron: cronText, timezone, ...policies }),
  z.strictObject({
    kind: z.literal("interval"),
    everyMs: z
      .int()
      .min(shortestIntervalMs, "an interval is at least 1s")
      .max(longestIntervalMs, "an interval is at most 10 years"),
    /** Every instant is anchor + n × interval. Epoch milliseconds; the moment of saving when absent. */
    anchorMs: instantMs.optional(),
    timezone,
    ...policies,
  }),
  z.strictObject({ kind: z.literal("once"), atMs: instantMs, timezone, ...policies }),
]);
export type ScheduleInput = z.infer<typeof scheduleInput>;

const typedZone = z.string().max(longestTimezone);
const bounds = { startMs: z.int().nullish(), endMs: z.int().nullish() };

/**
 * The times of a schedule without its policies, as they are typed: the engine says what is wrong with them, and at which
 * field. An interval without an anchor counts from now.
 */
export const scheduleTimes = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cron"), cron: z.string(), timezone: typedZone, ...bounds }),
  z.strictObject({
    kind: z.literal("interval"),
    everyMs: z.number(),
    anchorMs: z.int().optional(),
    timezone: typedZone,
    ...bounds,
  }),
  z.strictObject({ kind: z.literal("once"), atMs: z.int(), timezone: typedZone, ...bounds }),
]);
export type ScheduleTimes = z.infer<typeof scheduleTimes>;

/** What to preview: the due instants after `fromMs`, at most `count` of them. */
export const previewInput = z.strictObject({
  schedule: scheduleTimes,
  fromMs: instantMs.optional(),
  untilMs: instantMs.optional(),
  count: z.int().min(1).max(1_000).default(5),
});
export type PreviewInput = z.infer<typeof previewInput>;

/** The answer to a preview: instants in epoch milliseconds and the schedule in words, or what is wrong and where. */
export type SchedulePreview =
  | { readonly ok: true; readonly dueMs: readonly number[]; readonly words: string }
  | {
      readonly ok: false;
      readonly message: string;
      readonly remedy?: string;
      readonly field: "cron" | "timezone" | "interval" | "once" | "start" | "end";
    };

/** One due instant and what became of it. Times are epoch milliseconds. */
export interface OccurrenceView {
  readonly id: number;
  readonly eventId: number;
  /** The event's name when it was decided. */
  readonly eventName: string;
  /** The version of the schedule it was due by. */
  readonly scheduleId: number;
  readonly dueAt: number;
  readonly decidedAt: number;
  readonly decision: OccurrenceDecision;
  readonly cause: OccurrenceCause;
  readonly reason: string;
  /** Name of the calendar that kept it from running. */
  readonly calendar: string | undefined;
  readonly jobId: string | undefined;
  /** The absence of the program during which it was due. */
  readonly absenceId: number | undefined;
  /** Its job, or the latest a person ran in its stead; kept when the job itself has been removed. */
  readonly run: OccurrenceRun | undefined;
}

/** What became of an occurrence's job. Times are epoch milliseconds. */
export interface OccurrenceRun {
  readonly jobId: string;
  /** False once retention has removed the job; what is known of it is here. */
  readonly jobKept: boolean;
  readonly byHand: boolean;
  readonly status: JobStatus;
  readonly queuedAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly exitCode: number | undefined;
  /** What keeps an unfinished one from starting or going on; undefined when nothing does, or it was not asked for. */
  readonly waitingFor?: Waiting | undefined;
}

/** Everything known about one instant of an event. */
export interface InstantExplanation {
  readonly atMs: number;
  /** The ledger's rows of that instant. */
  readonly occurrences: readonly OccurrenceView[];
  /** One or two sentences for people: what happened, or why nothing was due. */
  readonly message: string;
  /** The version of the schedule in force then. */
  readonly version: ScheduleVersion | undefined;
  /** Due instants next to it by that version, epoch milliseconds. */
  readonly previousDueMs: number | undefined;
  readonly nextDueMs: number | undefined;
}

/** A schedule as it was in force for a while. Times are epoch milliseconds. */
export interface ScheduleVersion {
  readonly id: number;
  readonly schedule: ScheduleInput;
  readonly words: string;
  /** False while the event was not active: nothing was due. */
  readonly active: boolean;
  readonly openedAt: number;
  readonly closedAt: number | undefined;
  readonly closedBecause: ScheduleClosing | undefined;
}

/** What checking the ledger found: its chains of hashes, and whether jobs and outcomes agree with them. */
export interface LedgerVerification {
  /** True when no problem was found, and the ledger contains the head that was asked for. */
  readonly valid: boolean;
  readonly chains: readonly {
    readonly name: "occurrences" | "outcomes";
    /** Rows that were found in order: all of them, or those before the problem. */
    readonly rows: number;
    /** Rows from before the ledger was chained. */
    readonly unsealed: number;
    readonly removed: RemovedRows | undefined;
    /**
     * SHA-256 of the newest row, hex: note it elsewhere to prove later that nothing before it has changed. Empty when
     * there is no row, or a problem.
     */
    readonly head: string;
    readonly problem: { readonly id: number; readonly message: string } | undefined;
  }[];
  /** Where what stands around the chains contradicts them; the first of them. */
  readonly contradictions: readonly LedgerContradiction[];
  /** Where the head is that was noted earlier and asked for; undefined when none was. */
  readonly contains: LedgerPlace | undefined;
}

/** What is said to have been removed from the beginning of a chain because it was too old. */
interface RemovedRows {
  /** The number of the last of them. */
  readonly rows: number;
  /** When the oldest row that is left was written, epoch milliseconds; undefined when none is left. */
  readonly beforeMs: number | undefined;
}

/** An occurrence of which a job or an outcome says something else than the chains. */
export interface LedgerContradiction {
  readonly occurrenceId: number;
  readonly jobId: string;
  readonly message: string;
}

/** Where a hash stands in the ledger: in which chain and row, or nowhere. */
export interface LedgerPlace {
  /** True when a row has this hash, and it and all rows before it are in order. */
  readonly found: boolean;
  /** True when it is the hash of the last row that was removed as too old: only what follows it could be checked. */
  readonly removed: boolean;
  readonly chain: "occurrences" | "outcomes" | undefined;
  readonly id: number | undefined;
}
