import type { Forecast, ForecastRow } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { wallText } from "../../time/wall-clock.ts";
import { counted } from "../../ui/plural.ts";
import type { ClockChange } from "./clock-change-words.ts";
import { meetingWords, type MeetingBook } from "./meetings.ts";
import { startsOf } from "./row-marks.ts";
import { barStops } from "./stops.ts";

/** One line of the list: a start, one that is held back, so many starts within a while, a window or a clock change. */
export interface ListEntry {
  readonly key: string;
  readonly atMs: number;
  /** Where it is no instant: its end. */
  readonly untilMs: number | undefined;
  readonly title: string;
  readonly href: string;
  /** The row it is from: an event or a server. */
  readonly rowName: string;
  /** The zone of its schedule. */
  readonly zone: string | undefined;
  readonly note: string;
  readonly isTrouble: boolean;
}

function hrefOf({ eventId, serverId }: Pick<ForecastRow, "eventId" | "serverId">): string {
  if (eventId !== undefined) return paths.event(eventId);
  return serverId === undefined ? paths.events() : paths.server(serverId);
}

function rowEntries(row: ForecastRow, forecast: Forecast, meetings: MeetingBook): readonly ListEntry[] {
  const plain = {
    untilMs: undefined,
    title: row.name,
    href: hrefOf(row),
    rowName: row.name,
    zone: row.timezone,
    note: "",
    isTrouble: false,
  };
  const isListed = row.instants.length === row.count;
  const starts: readonly ListEntry[] = isListed
    ? row.instants.map(({ atMs, eventId, eventName }) => {
        const meeting = meetings.at(eventId, atMs, startsOf(row));
        return {
          ...plain,
          key: `${row.key} ${String(eventId)} ${String(atMs)}`,
          atMs,
          title: eventName,
          href: paths.event(eventId),
          note: meeting === undefined ? "" : meetingWords(meeting, eventId),
          isTrouble: meeting !== undefined,
        };
      })
    : barStops(row.counts, forecast).flatMap((stop) =>
        stop.kind === "starts"
          ? [
              {
                ...plain,
                key: `${row.key} from ${String(stop.atMs)}`,
                atMs: stop.atMs,
                untilMs: stop.untilMs,
                note: counted(stop.count, "start"),
              },
            ]
          : [],
      );
  const blocked = row.blocked.map(({ atMs, eventName, calendar }) => ({
    ...plain,
    key: `${row.key} held ${eventName} ${String(atMs)}`,
    atMs,
    title: eventName,
    note: `held back by ${calendar}`,
  }));
  return [...starts, ...blocked];
}

function windowEntries({ windows }: Forecast): readonly ListEntry[] {
  return windows.map(({ calendarId, calendar, label, effect, fromMs, untilMs }, index) => ({
    key: `window ${String(index)}`,
    atMs: fromMs,
    untilMs,
    title: label === undefined ? calendar : `${calendar}: ${label}`,
    href: paths.calendar(calendarId),
    rowName: "",
    zone: undefined,
    note: effect === "blackout" ? "blackout" : "allowed time",
    isTrouble: false,
  }));
}

function changeEntries(changes: readonly ClockChange[], zone: string): readonly ListEntry[] {
  return changes.map(({ atMs, flag, sentence }) => ({
    key: `change ${String(atMs)}`,
    atMs,
    untilMs: undefined,
    title: flag,
    // That day by itself.
    href: paths.forecast({ date: wallText(atMs, zone).slice(0, 10) }),
    rowName: "",
    zone: undefined,
    note: sentence,
    isTrouble: true,
  }));
}

/** Everything the timeline shows, in the order of time. @param zone the reader's */
export function listEntries(
  forecast: Forecast,
  rows: readonly ForecastRow[],
  meetings: MeetingBook,
  changes: readonly ClockChange[],
  zone: string,
): readonly ListEntry[] {
  return [
    ...changeEntries(changes, zone),
    ...windowEntries(forecast),
    ...rows.flatMap((row) => rowEntries(row, forecast, meetings)),
  ].sort((left, right) => left.atMs - right.atMs || left.rowName.localeCompare(right.rowName));
}
