import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { CalendarWindow } from "../../../shared/calendar.ts";
import { useApi } from "../../bridge/api.tsx";
import type { WindowSpan } from "../../bridge/views.ts";
import { useNow } from "../../time/clock.ts";
import { startOfDate } from "../../time/dates.ts";
import { wallText } from "../../time/wall-clock.ts";
import type { CalendarDraft } from "./calendar-draft.ts";
import { fieldAt } from "./calendar-fields.ts";
import { previewableWindows, type Complaints } from "./calendar-input.ts";
import { monthDates } from "./month-days.ts";

/** A pause in typing that asks for a new look ahead, milliseconds. */
const pauseMs = 200;
const dayMs = 86_400_000;
/** How far ahead the next windows are looked for, milliseconds. */
const aheadMs = 365 * dayMs;

const none: Complaints = {};

export interface CalendarPreview {
  /** `2026-11` */
  readonly month: string;
  readonly setMonth: (month: string) => void;
  /** Windows open within the weeks of the month. */
  readonly inMonth: readonly WindowSpan[];
  /** The open window and the next ones, in order. */
  readonly next: readonly WindowSpan[];
  /** They belong to what was typed before, or what is typed is no window yet. */
  readonly stale: boolean;
  readonly failed: unknown;
  /** What the core says is wrong with what is typed, by field. */
  readonly complaints: Complaints;
}

function shownMonth(nowMs: number, zone: string): string {
  try {
    return wallText(nowMs, zone).slice(0, 7);
  } catch (error) {
    if (error instanceof RangeError) return wallText(nowMs, "UTC").slice(0, 7);
    throw error;
  }
}

/** Looks ahead with windows that need not be saved. */
export function useCalendarPreview(draft: CalendarDraft): CalendarPreview {
  const api = useApi();
  const now = useNow(60_000);
  const [chosen, setMonth] = useState<string>();
  const { timezone } = draft;
  const month = chosen ?? shownMonth(now, timezone);
  // Thousands of windows are checked when they change, not with every letter typed elsewhere.
  const wanted = useMemo(() => JSON.stringify(previewableWindows(draft.windows) ?? null), [draft.windows]);
  const [settled] = useDebouncedValue(wanted, pauseMs);
  const windows = useMemo(() => JSON.parse(settled) as CalendarWindow[] | null, [settled]);
  const dates = monthDates(month);
  const fromMs = Math.max(0, startOfDate(dates[0] ?? "1970-01-01", timezone));
  const untilMs = startOfDate(dates.at(-1) ?? "1970-01-02", timezone) + dayMs;
  // A question may be long: it is known by the text it was made of, instead of being written out with every drawing.
  const name = useMemo(() => `${timezone} ${settled}`, [timezone, settled]);
  const manner = (from: number, until: number) => ({
    enabled: windows !== null,
    placeholderData: keepPreviousData,
    queryKeyHashFn: () => `calendar preview ${String(from)} ${String(until)} ${name}`,
  });
  const ask = { timezone, windows: windows ?? [] };
  const inMonth = useQuery({
    ...api.calendars.preview.queryOptions({ ...ask, fromMs, untilMs }),
    ...manner(fromMs, untilMs),
  });
  const next = useQuery({
    ...api.calendars.preview.queryOptions({ ...ask, fromMs: now, untilMs: now + aheadMs }),
    ...manner(now, now + aheadMs),
  });
  const wrong = [inMonth.data, next.data].find((answer) => answer?.ok === false);
  const complaints = useMemo(() => {
    const field = wrong?.ok === false ? fieldAt(wrong.field) : undefined;
    return wrong?.ok === false && field !== undefined ? { [field.path]: wrong.message } : none;
  }, [wrong]);
  return {
    month,
    setMonth,
    inMonth: inMonth.data?.ok === true ? inMonth.data.spans : [],
    next: next.data?.ok === true ? next.data.spans : [],
    stale: wanted !== settled || windows === null || wrong !== undefined || inMonth.isPlaceholderData,
    failed: inMonth.error ?? next.error ?? undefined,
    complaints,
  };
}
