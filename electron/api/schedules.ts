import { CroniumError } from "../../shared/errors.ts";
import { previewInput, type PreviewInput, type SchedulePreview } from "../../shared/schedule.ts";
import { blockedInput, comparisonInput, runsEndInput, type ScheduleComparison } from "../../shared/forecast.ts";
import { describeSchedule } from "../schedule/describe.ts";
import { compileSchedule, dueBetween } from "../schedule/due.ts";
import { toEngineSchedule } from "../schedule/schedule-times.ts";
import { readBlocked, readComparison, readRunsEnd } from "../schedule/stored-comparison.ts";
import { procedure, router } from "./procedure.ts";

/** The same pure function that schedules answers the preview. */
function previewSchedule(input: PreviewInput, now: number): SchedulePreview {
  try {
    const schedule = toEngineSchedule(input.schedule, now);
    const compiled = compileSchedule(schedule);
    const dueMs = dueBetween(compiled, input.fromMs ?? now, input.untilMs ?? Infinity, input.count);
    return { ok: true, dueMs, words: describeSchedule(schedule) };
  } catch (error) {
    return refusal(error);
  }
}

/** What is wrong with a schedule, for the form it is written in; anything else is thrown on. */
function refusal(error: unknown): Extract<SchedulePreview, { ok: false }> {
  if (!(error instanceof CroniumError) || error.code !== "invalid_input") throw error;
  return {
    ok: false,
    message: error.message,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    field: previewFields.find((field) => field === error.field) ?? "cron",
  };
}

const previewFields = ["cron", "timezone", "interval", "once", "start", "end"] as const;

export const schedulesRouter = router({
  preview: procedure
    .input(previewInput)
    .query(({ ctx: context, input }) => previewSchedule(input, context.clock.now())),

  /** What saving a schedule would change: how often it runs, when, whom it meets, and what the clock does to it. */
  compare: procedure.input(comparisonInput).query(async ({ ctx: context, input }): Promise<ScheduleComparison> => {
    const { store, clock, compile, calendars } = context;
    const book = await calendars(store.read);
    try {
      return await readComparison({ database: store.read, clock, compile, book }, input);
    } catch (error) {
      return refusal(error);
    }
  }),

  /** Which of these instants calendars keep an event from starting at. */
  blocked: procedure.input(blockedInput).query(async ({ ctx: context, input }) => {
    const { store, clock, compile, calendars } = context;
    const book = await calendars(store.read);
    return readBlocked({ database: store.read, clock, compile, book }, input.eventId, input.instants);
  }),

  /** Where an event makes the last run it may make, if it does so up to an instant. */
  runsEnd: procedure.input(runsEndInput).query(async ({ ctx: context, input }) => {
    const { store, clock, compile, calendars } = context;
    const book = await calendars(store.read);
    return readRunsEnd({ database: store.read, clock, compile, book }, input.eventId, input.untilMs);
  }),

  /** Every IANA zone this computer knows. */
  timezones: procedure.query(() => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")]),
});
