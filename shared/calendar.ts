import { z } from "zod";
import { instantMs } from "./instant.ts";
import { cronText, lineText, nameText, tagText, timezoneText, wellFormedText } from "./plain-text.ts";
import { windowEffects, type WindowEffect } from "./words.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day looks like 22:30");
const localDateTime = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/,
    "a date looks like 2026-12-24, with a time 2026-12-24T18:00",
  );

const windowLabel = lineText.max(200, "a label has at most 200 characters");

/** A stretch of time, on the wall clock of the calendar's zone. */
export const calendarWindow = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("weekly"),
    effect: z.enum(windowEffects),
    /** 1 is Monday, 7 Sunday: the days on which it begins. */
    days: z.array(z.int().min(1).max(7)).min(1, "choose at least one day").max(7),
    from: timeOfDay,
    /** At or before `from`: on the day after. 00:00 to 00:00 is the whole day. */
    until: timeOfDay,
    label: windowLabel.optional(),
  }),
  z.strictObject({
    kind: z.literal("dated"),
    effect: z.enum(windowEffects),
    /** A date alone is its first moment. */
    from: localDateTime,
    /** No longer part of it; a date alone is that whole day, as people mean it. */
    until: localDateTime,
    label: windowLabel.optional(),
  }),
  z.strictObject({
    kind: z.literal("recurring"),
    effect: z.enum(windowEffects),
    /** When it begins, such as `0 0 25 12 *`. */
    cron: cronText,
    durationMs: z
      .int()
      .min(60_000, "a window is at least 1m")
      .max(31 * 86_400_000, "a recurring window is at most 31d"),
    label: windowLabel.optional(),
  }),
]);
export type CalendarWindow = z.infer<typeof calendarWindow>;

/** What a calendar holds for. By id in the contract, by name in definition files. */
const calendarAttachment = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everything") }),
  z.strictObject({ kind: z.literal("event"), eventId: z.int() }),
  z.strictObject({ kind: z.literal("tag"), tag: tagText }),
  z.strictObject({ kind: z.literal("server"), serverId: z.int() }),
]);
export type CalendarAttachment = z.infer<typeof calendarAttachment>;

export const mostWindows = 10_000;

export const calendarInput = z.strictObject({
  name: lineText.trim().min(1, "give the calendar a name").max(100, "a name has at most 100 characters"),
  description: wellFormedText.max(500).default(""),
  timezone: timezoneText.default("UTC"),
  windows: z
    .array(calendarWindow)
    .max(mostWindows, "a calendar has at most 10,000 windows")
    .refine(
      (windows) => windows.filter(({ kind }) => kind !== "dated").length <= 100,
      "a calendar has at most 100 weekly and recurring windows; the others are dated",
    )
    .default([]),
  attachments: z.array(calendarAttachment).max(1_000).default([]),
});
export type CalendarInput = z.input<typeof calendarInput>;
export type CalendarFields = z.output<typeof calendarInput>;

/** Times are epoch milliseconds. */
export interface CalendarView extends CalendarFields {
  readonly id: number;
  readonly version: number;
  readonly updatedAt: number;
  /** How many events it holds for, as things are. */
  readonly eventCount: number;
  /** The window that is open now, and the next to open. */
  readonly now: WindowSpan | undefined;
  readonly next: WindowSpan | undefined;
}

/** A window at a certain time: [fromMs, untilMs), epoch milliseconds. */
export interface WindowSpan {
  readonly calendarId: number;
  readonly calendar: string;
  readonly effect: WindowEffect;
  readonly label: string | undefined;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The longest time whose windows one answer lists, milliseconds. */
const longestListMs = 366 * 86_400_000;

const listed = { fromMs: instantMs, untilMs: instantMs };

function isListable({ fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }): boolean {
  return untilMs > fromMs && untilMs - fromMs <= longestListMs;
}
const notListable = { message: "choose an end after the start, at most 366 days later", path: ["untilMs"] };

/** Which windows to list: those open in [fromMs, untilMs) of these calendars, or of all. Epoch milliseconds. */
export const calendarSpansInput = z
  .strictObject({ calendarIds: z.array(z.int()).max(1_000).optional(), ...listed })
  .refine(isListable, notListable);

/** The same for a calendar that is being edited. */
export const calendarPreviewInput = z
  .strictObject({ timezone: timezoneText, windows: calendarInput.shape.windows, ...listed })
  .refine(isListable, notListable);

/** The times at which windows would be open, or what is wrong and where: `timezone`, `windows.3.cron`. */
export type CalendarPreview =
  | { readonly ok: true; readonly spans: readonly WindowSpan[] }
  | { readonly ok: false; readonly message: string; readonly remedy?: string; readonly field: string };

/** What reading an iCalendar file gave. Nothing is stored by it: the windows go into the editor first. */
export interface CalendarImport {
  /** What the file calls itself. */
  readonly name: string | undefined;
  /** On whose clock the windows are. */
  readonly timezone: string;
  readonly windows: readonly CalendarWindow[];
  /** Entries left out or cut short, and why, in words. */
  readonly notes: readonly string[];
}

/** The same by name, as definition files write it. */
export const attachmentName = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everything") }),
  z.strictObject({ kind: z.literal("event"), name: nameText }),
  z.strictObject({ kind: z.literal("tag"), name: tagText }),
  z.strictObject({ kind: z.literal("server"), name: nameText }),
]);
export type AttachmentName = z.infer<typeof attachmentName>;
