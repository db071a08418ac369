import { z } from "zod";
import { missedPolicies, overlapPolicies, type OccurrenceDecision } from "./words.ts";

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
};

const timezone = z.string().min(1).default("UTC");

/** When an event is due. Cron text and zone are checked by the engine, which knows them; shapes are checked here. */
export const scheduleInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cron"), cron: z.string().min(1), timezone, ...policies }),
  z.strictObject({
    kind: z.literal("interval"),
    everyMs: z
      .int()
      .min(shortestIntervalMs, "an interval is at least 1s")
      .max(longestIntervalMs, "an interval is at most 10 years"),
    /** Every instant is anchor + n × interval. Epoch milliseconds; the moment of saving when absent. */
    anchorMs: z.int().min(0).optional(),
    timezone,
    ...policies,
  }),
  z.strictObject({ kind: z.literal("once"), atMs: z.int().min(0), timezone, ...policies }),
]);
export type ScheduleInput = z.infer<typeof scheduleInput>;

/** What to preview: the due instants after `fromMs`, at most `count` of them. */
export const previewInput = z.strictObject({
  schedule: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("cron"), cron: z.string(), timezone: z.string() }),
    z.strictObject({
      kind: z.literal("interval"),
      everyMs: z.number(),
      anchorMs: z.int().optional(),
      timezone: z.string(),
    }),
    z.strictObject({ kind: z.literal("once"), atMs: z.int(), timezone: z.string() }),
  ]),
  fromMs: z.int().optional(),
  untilMs: z.int().optional(),
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
      readonly field: "cron" | "timezone" | "interval" | "once";
    };

/** One due instant and what became of it. Times are epoch milliseconds. */
export interface OccurrenceView {
  readonly id: number;
  readonly eventId: number;
  readonly dueAt: number;
  readonly decidedAt: number;
  readonly decision: OccurrenceDecision;
  readonly reason: string;
  readonly jobId: string | undefined;
}
