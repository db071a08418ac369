import type { Query } from "../../navigation/paths.ts";
import { addDays, dateAt, startOfDate } from "../../time/dates.ts";

const dayMs = 86_400_000;

export const forecastRanges = ["day", "week", "month"] as const;
export type ForecastRange = (typeof forecastRanges)[number];

/** How many days each range covers. */
export const rangeDays: Readonly<Record<ForecastRange, number>> = { day: 1, week: 7, month: 30 };

/** What the address says is looked at. */
export interface ForecastQuery {
  readonly range: ForecastRange;
  readonly by: "event" | "server";
  /** The first day, `2026-11-24`; undefined: from now on. */
  readonly date: string | undefined;
  readonly search: string;
  readonly tag: string | undefined;
  readonly view: "timeline" | "list";
}

/** The stretch of time looked at: [fromMs, untilMs), epoch milliseconds. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
  /** True when it begins now. */
  readonly ahead: boolean;
}

export function readForecastQuery(query: URLSearchParams): ForecastQuery {
  const date = query.get("date") ?? "";
  const tag = query.get("tag") ?? "";
  return {
    range: forecastRanges.find((range) => range === query.get("range")) ?? "day",
    by: query.get("by") === "server" ? "server" : "event",
    date: isDate(date) ? date : undefined,
    search: query.get("q") ?? "",
    tag: tag === "" ? undefined : tag,
    view: query.get("view") === "list" ? "list" : "timeline",
  };
}

/** Whether a text is a day that exists, between 1970 and 2100. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < "1970-01-01" || text > "2100-12-31") return false;
  const at = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/**
 * What is looked at. From now on it is so many times 24 hours; from a date on whole days of the reader's zone, so that
 * a day on which the clock changes is 23 or 25 hours long.
 */
export function periodOf({ range, date }: Pick<ForecastQuery, "range" | "date">, now: number, zone: string): Period {
  const days = rangeDays[range];
  if (date === undefined) return { fromMs: now, untilMs: now + days * dayMs, ahead: true };
  return { fromMs: startOfDate(date, zone), untilMs: startOfDate(addDays(date, days), zone), ahead: false };
}

/** The change of the address that moves one range back (-1) or on (1). */
export function shifted(
  { range, date }: Pick<ForecastQuery, "range" | "date">,
  direction: -1 | 1,
  now: number,
  zone: string,
): Query {
  const moved = addDays(date ?? dateAt(now, zone), direction * rangeDays[range]);
  return { date: isDate(moved) ? moved : date };
}
