import { z } from "zod";
import {
  calendarInput,
  calendarPreviewInput,
  calendarSpansInput,
  type CalendarPreview,
} from "../../shared/calendar.ts";
import { CroniumError } from "../../shared/errors.ts";
import { timezoneText } from "../../shared/plain-text.ts";
import { calendarOrError, changeCalendar, createCalendar, removeCalendar } from "../definitions/save-calendar.ts";
import { runSteps } from "../base/run-steps.ts";
import { readICalendar } from "../icalendar/read-icalendar.ts";
import { compileCalendar, windowSpans } from "../schedule/calendar-rules.ts";
import { viewCalendar, viewCalendars } from "./calendar-views.ts";
import { procedure, router } from "./procedure.ts";

/** The most windows one answer lists. */
const mostSpans = 5_000;
/** The largest iCalendar file that is read, in UTF-16 units. */
const longestICalendar = 4_000_000;

const byId = z.strictObject({ id: z.int() });

export const calendarsRouter = router({
  list: procedure.query(async ({ ctx: context }) =>
    viewCalendars(context.store.read, await context.calendars(context.store.read), context.clock.now()),
  ),

  get: procedure.input(byId).query(async ({ ctx: context, input }) => {
    const row = await calendarOrError(context.store.read, input.id);
    return viewCalendar(context.store.read, await context.calendars(context.store.read), row, context.clock.now());
  }),

  create: procedure
    .input(calendarInput)
    .mutation(async ({ ctx: context, input }) => ({ id: await createCalendar(context, input) })),

  update: procedure
    .input(z.strictObject({ id: z.int(), version: z.int(), calendar: calendarInput }))
    .mutation(async ({ ctx: context, input }) => ({
      id: input.id,
      version: await changeCalendar(context, input.id, input.version, input.calendar),
    })),

  remove: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await removeCalendar(context, input.id);
    return {};
  }),

  /** Reads an iCalendar file into windows for the editor; stores nothing. */
  readIcal: procedure
    .input(
      z.strictObject({
        text: z.string().max(longestICalendar, "an iCalendar file has at most 4 million characters"),
        /** The zone of the calendar it is for; what the file says when absent. */
        timezone: timezoneText.optional(),
      }),
    )
    .mutation(({ ctx: context, input }) =>
      runSteps(context.clock, readICalendar(input.text, { timezone: input.timezone, now: context.clock.now() })),
    ),

  /** The windows that are open in [fromMs, untilMs), by when they begin. */
  spans: procedure.input(calendarSpansInput).query(async ({ ctx: context, input }) => {
    const { calendars } = await context.calendars(context.store.read);
    return calendars
      .filter(({ id }) => input.calendarIds?.includes(id) ?? true)
      .flatMap((calendar) => windowSpans(calendar, input.fromMs, input.untilMs, mostSpans))
      .sort((left, right) => left.fromMs - right.fromMs)
      .slice(0, mostSpans);
  }),

  /** The same for windows that are not saved yet, or what is wrong with them and where. */
  preview: procedure.input(calendarPreviewInput).query(({ input }): CalendarPreview => {
    try {
      const calendar = compileCalendar({ id: 0, name: "", timezone: input.timezone, windows: input.windows });
      return { ok: true, spans: windowSpans(calendar, input.fromMs, input.untilMs, mostSpans) };
    } catch (error) {
      if (!(error instanceof CroniumError)) throw error;
      const { message, remedy, field = "" } = error;
      return { ok: false, message, ...(remedy === undefined ? {} : { remedy }), field };
    }
  }),
});
