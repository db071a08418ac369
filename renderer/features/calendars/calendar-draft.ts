import type { CalendarFields, CalendarWindow } from "../../../shared/calendar.ts";
import type { WindowEffect } from "../../../shared/words.ts";
import { draftDuration, type DurationDraft } from "../../ui/duration-draft.ts";

interface WindowBase {
  /** Tells windows apart while they are edited. */
  readonly id: number;
  readonly effect: WindowEffect;
  readonly label: string;
}

export interface WeeklyDraft extends WindowBase {
  readonly kind: "weekly";
  readonly days: readonly number[];
  readonly from: string;
  readonly until: string;
}

export interface DatedDraft extends WindowBase {
  readonly kind: "dated";
  readonly fromDate: string;
  /** Empty: from the day's first moment. */
  readonly fromTime: string;
  readonly untilDate: string;
  /** Empty: to the end of that day. */
  readonly untilTime: string;
}

export interface RecurringDraft extends WindowBase {
  readonly kind: "recurring";
  readonly cron: string;
  readonly duration: DurationDraft;
}

/** A window as it stands in the form. */
export type WindowDraft = WeeklyDraft | DatedDraft | RecurringDraft;

/** A calendar as it stands in the form. */
export interface CalendarDraft {
  readonly name: string;
  readonly description: string;
  readonly timezone: string;
  readonly windows: readonly WindowDraft[];
  readonly everything: boolean;
  readonly eventIds: readonly number[];
  readonly tags: readonly string[];
  readonly serverIds: readonly number[];
}

let lastId = 0;

function newId(): number {
  lastId += 1;
  return lastId;
}

export function newCalendarDraft(timezone: string): CalendarDraft {
  return {
    name: "",
    description: "",
    timezone,
    windows: [],
    everything: false,
    eventIds: [],
    tags: [],
    serverIds: [],
  };
}

/** A window to start from. @param today `2026-11-24` */
export function newWindow(kind: WindowDraft["kind"], today: string): WindowDraft {
  const base = { id: newId(), effect: "blackout", label: "" } as const;
  switch (kind) {
    case "weekly":
      return { ...base, kind, days: [1, 2, 3, 4, 5], from: "22:00", until: "06:00" };
    case "dated":
      return { ...base, kind, fromDate: today, fromTime: "", untilDate: today, untilTime: "" };
    case "recurring":
      return { ...base, kind, cron: "0 2 1 * *", duration: { amount: 2, unit: "h" } };
  }
}

/** A stored or imported window, made ready to be edited. */
export function draftWindow(window: CalendarWindow): WindowDraft {
  const base = { id: newId(), effect: window.effect, label: window.label ?? "" };
  switch (window.kind) {
    case "weekly":
      return { ...base, kind: "weekly", days: window.days, from: window.from, until: window.until };
    case "dated": {
      const [fromDate = "", fromTime = ""] = window.from.split("T");
      const [untilDate = "", untilTime = ""] = window.until.split("T");
      return { ...base, kind: "dated", fromDate, fromTime, untilDate, untilTime };
    }
    case "recurring":
      return { ...base, kind: "recurring", cron: window.cron, duration: draftDuration(window.durationMs) };
  }
}

/** A stored calendar, made ready to be edited. */
export function draftCalendar(fields: CalendarFields): CalendarDraft {
  const { name, description, timezone, windows, attachments } = fields;
  return {
    name,
    description,
    timezone,
    windows: windows.map(draftWindow),
    everything: attachments.some(({ kind }) => kind === "everything"),
    eventIds: attachments.flatMap((each) => (each.kind === "event" ? [each.eventId] : [])),
    tags: attachments.flatMap((each) => (each.kind === "tag" ? [each.tag] : [])),
    serverIds: attachments.flatMap((each) => (each.kind === "server" ? [each.serverId] : [])),
  };
}
