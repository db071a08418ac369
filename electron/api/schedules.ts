import { CroniumError } from "../../shared/errors.ts";
import { previewInput, type PreviewInput, type SchedulePreview } from "../../shared/schedule.ts";
import { describeSchedule } from "../schedule/describe.ts";
import { compileSchedule, dueBetween } from "../schedule/due.ts";
import { toEngineSchedule } from "../schedule/schedule-times.ts";
import { procedure, router } from "./procedure.ts";

/** The same pure function that schedules answers the preview. */
function previewSchedule(input: PreviewInput, now: number): SchedulePreview {
  try {
    const schedule = toEngineSchedule(input.schedule, now);
    const compiled = compileSchedule(schedule);
    const dueMs = dueBetween(compiled, input.fromMs ?? now, input.untilMs ?? Infinity, input.count);
    return { ok: true, dueMs, words: describeSchedule(schedule) };
  } catch (error) {
    if (!(error instanceof CroniumError)) throw error;
    return {
      ok: false,
      message: error.message,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      field: previewFields.find((field) => field === error.field) ?? "cron",
    };
  }
}

const previewFields = ["cron", "timezone", "interval", "once", "start", "end"] as const;

export const schedulesRouter = router({
  preview: procedure
    .input(previewInput)
    .query(({ ctx: context, input }) => previewSchedule(input, context.clock.now())),

  /** Every IANA zone this computer knows. */
  timezones: procedure.query(() => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")]),
});
