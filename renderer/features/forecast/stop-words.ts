import { relativeText, elapsedText } from "../../time/format-duration.ts";
import { dayText, exactText, clockText, sameWallClock, type HourClock } from "../../time/format-time.ts";
import { counted } from "../../ui/plural.ts";
import type { Line } from "./lines.ts";
import { meetingWords, type MeetingBook } from "./meetings.ts";
import { startsOf } from "./row-marks.ts";
import type { Stop } from "./stops.ts";

/** What is told of a stop. */
export interface StopWords {
  readonly title: string;
  /** The instants, exact, in the schedule's zone and in the reader's where they differ. */
  readonly times: readonly string[];
  readonly facts: readonly string[];
  /** What deserves a second look. */
  readonly trouble: string | undefined;
}

export interface Reader {
  readonly clock: HourClock;
  readonly zone: string;
  readonly nowMs: number;
}

function instantWords(atMs: number, zone: string | undefined, { clock, zone: own }: Reader): readonly string[] {
  const ownText = exactText(atMs, { clock, zone: own });
  if (zone === undefined || sameWallClock(atMs, zone, own)) return [ownText];
  return [`${exactText(atMs, { clock, zone })} (${zone.replaceAll("_", " ")})`, `${ownText} (yours)`];
}

/** `Sun 22 Nov 02:00–02:15`, or with the day of its end when that is another. */
export function spanWords(fromMs: number, untilMs: number, { clock, zone }: Omit<Reader, "nowMs">): string {
  const style = { clock, zone };
  const [first, last] = [dayText(fromMs, style), dayText(untilMs, style)];
  const end = clockText(untilMs, style);
  return `${first} ${clockText(fromMs, style)} – ${first === last ? end : `${last} ${end}`}`;
}

function zoneOf(line: Line): string | undefined {
  return line.kind === "row" ? line.row.timezone : undefined;
}

/** Says everything about a stop, for the card beside it and for those who hear it. */
export function stopWords(stop: Stop, line: Line, meetings: MeetingBook, reader: Reader): StopWords {
  switch (stop.kind) {
    case "start": {
      const meeting = meetings.at(stop.eventId, stop.atMs, line.kind === "row" ? startsOf(line.row) : undefined);
      const usual = line.kind === "row" ? line.row.usualDurationMs : undefined;
      const isLast = line.kind === "row" && line.row.usedUpMs === stop.atMs;
      return {
        title: stop.eventName,
        times: instantWords(stop.atMs, zoneOf(line), reader),
        facts: [
          relativeText(stop.atMs, reader.nowMs),
          ...(usual === undefined ? [] : [`usually takes ${elapsedText(usual)}`]),
          ...(isLast ? ["the last run it may make; it is paused then"] : []),
        ],
        trouble: meeting === undefined ? undefined : meetingWords(meeting, stop.eventId),
      };
    }
    case "blocked":
      return {
        title: `${stop.eventName} is held back by ${stop.calendar}`,
        times: instantWords(stop.atMs, zoneOf(line), reader),
        facts: [relativeText(stop.atMs, reader.nowMs)],
        trouble: undefined,
      };
    case "starts":
      return {
        title: counted(stop.count, "start"),
        times: [spanWords(stop.atMs, stop.untilMs, reader)],
        facts: line.kind === "row" ? [line.row.name] : [],
        trouble: undefined,
      };
    case "window":
      return {
        title: [stop.span.calendar, stop.span.label].filter(Boolean).join(": "),
        times: [spanWords(stop.atMs, stop.untilMs, reader)],
        facts: [stop.span.effect === "blackout" ? "nothing it holds for starts" : "the only time it allows starts"],
        trouble: undefined,
      };
    case "clock":
      return {
        title: stop.change.flag,
        times: instantWords(stop.atMs, undefined, reader),
        facts: [],
        trouble: stop.change.sentence,
      };
  }
}

/** The same as one sentence, to be read aloud. */
export function spoken({ title, times, facts, trouble }: StopWords): string {
  return [title, ...times, ...facts, ...(trouble === undefined ? [] : [trouble])].join(", ");
}
