import type { Forecast, ForecastRow } from "../../bridge/views.ts";
import { meetingWords, type MeetingBook } from "./meetings.ts";
import { startsOf } from "./row-marks.ts";
import { barStops } from "./stops.ts";

/** One line of the list: a start, a start that is held back, or so many starts within a while. */
export interface ListEntry {
  readonly key: string;
  readonly atMs: number;
  /** Set where starts are only counted: the end of that while. */
  readonly untilMs: number | undefined;
  readonly count: number;
  readonly rowName: string;
  readonly eventName: string | undefined;
  readonly eventId: number | undefined;
  readonly serverId: number | undefined;
  readonly zone: string | undefined;
  /** What holds it back. */
  readonly calendar: string | undefined;
  /** What it meets, in words. */
  readonly meets: string | undefined;
}

function entriesOf(row: ForecastRow, forecast: Forecast, meetings: MeetingBook): readonly ListEntry[] {
  const plain = {
    untilMs: undefined,
    count: 1,
    rowName: row.name,
    eventName: row.eventId === undefined ? undefined : row.name,
    eventId: row.eventId,
    serverId: row.serverId,
    zone: row.timezone,
    calendar: undefined,
    meets: undefined,
  };
  const isListed = row.instants.length === row.count;
  const starts: readonly ListEntry[] = isListed
    ? row.instants.map(({ atMs, eventId, eventName }) => {
        const meeting = meetings.at(eventId, atMs, startsOf(row));
        return {
          ...plain,
          key: `${row.key} ${String(eventId)} ${String(atMs)}`,
          atMs,
          eventId,
          eventName,
          meets: meeting === undefined ? undefined : meetingWords(meeting, eventId),
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
                count: stop.count,
              },
            ]
          : [],
      );
  const blocked = row.blocked.map(({ atMs, eventName, calendar }) => ({
    ...plain,
    key: `${row.key} held ${eventName} ${String(atMs)}`,
    atMs,
    eventName,
    calendar,
  }));
  return [...starts, ...blocked];
}

/** Everything the rows say, in the order of time. */
export function listEntries(
  forecast: Forecast,
  rows: readonly ForecastRow[],
  meetings: MeetingBook,
): readonly ListEntry[] {
  return rows
    .flatMap((row) => entriesOf(row, forecast, meetings))
    .sort((left, right) => left.atMs - right.atMs || left.rowName.localeCompare(right.rowName));
}
