import type { Forecast, ForecastRow, WindowSpan } from "../../bridge/views.ts";
import type { ClockChange } from "./clock-change-words.ts";
import { barStops, rowStops, type Stop } from "./stops.ts";

/** A line of the timeline, from the top. */
export type Line =
  | { readonly kind: "load" }
  | { readonly kind: "clock"; readonly changes: readonly ClockChange[] }
  | {
      readonly kind: "calendar";
      readonly id: number;
      readonly name: string;
      readonly spans: readonly WindowSpan[];
    }
  | { readonly kind: "row"; readonly row: ForecastRow };

/** More calendars than this are not given a line each. */
export const shownCalendars = 5;

/** How high a line is, pixels. */
export const lineHeights: Readonly<Record<Line["kind"], number>> = { load: 52, clock: 26, calendar: 26, row: 30 };

/** What there is to look at below the load: changes of clocks, calendars, then the rows. */
export function linesOf(
  forecast: Forecast,
  changes: readonly ClockChange[],
  rows: readonly ForecastRow[],
): readonly Line[] {
  const calendars = [...Map.groupBy(forecast.windows, ({ calendarId }) => calendarId)].flatMap(([id, spans]) =>
    spans[0] === undefined ? [] : [{ kind: "calendar" as const, id, name: spans[0].calendar, spans }],
  );
  return [
    { kind: "load" as const },
    ...(changes.length === 0 ? [] : [{ kind: "clock" as const, changes }]),
    ...calendars.slice(0, shownCalendars),
    ...rows.map((row) => ({ kind: "row" as const, row })),
  ];
}

/** What one can stop at on a line, in the order of time. @param width of the drawn part, pixels */
export function stopsOf(line: Line, forecast: Forecast, width: number): readonly Stop[] {
  switch (line.kind) {
    case "load":
      return barStops(forecast.load.starts, forecast);
    case "clock":
      return line.changes.map((change) => ({ kind: "clock" as const, atMs: change.atMs, change }));
    case "calendar":
      return line.spans.map((span) => ({ kind: "window" as const, atMs: span.fromMs, untilMs: span.untilMs, span }));
    case "row":
      return rowStops(line.row, forecast, width);
  }
}

/**
 * The windows that keep starts of this row back: those in which one of its blocked instants lies, and, where only the
 * first of them are known, the later windows of the same calendars. A row without any is not told of windows that do
 * not concern it.
 */
export function bandsOf(row: ForecastRow, windows: readonly WindowSpan[]): readonly WindowSpan[] {
  const { blocked, blockedCount } = row;
  const lastKnown = blocked.length < blockedCount ? (blocked.at(-1)?.atMs ?? Infinity) : Infinity;
  return windows.filter(({ calendar, effect, fromMs, untilMs }) => {
    const own = effect === "blackout" ? blocked.filter((start) => start.calendar === calendar) : [];
    return own.length > 0 && (fromMs >= lastKnown || own.some(({ atMs }) => atMs >= fromMs && atMs < untilMs));
  });
}
