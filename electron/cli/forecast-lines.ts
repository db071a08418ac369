import { formatDuration } from "../../shared/duration.ts";
import type { ForecastAnswer } from "./answers.ts";
import type { Paint } from "./paint.ts";
import { alignedLines, tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { relativeTime, utcTime } from "./time-text.ts";

interface Reading {
  readonly by: "event" | "server";
  readonly now: number;
  readonly paint: Paint;
}

/** Instants named in a row, and lines of a section, before the rest is only counted. */
const instantsNamed = 3;
const linesNamed = 10;

/** A forecast for a person: the rows, and below what is worth knowing about that time. */
export function forecastLines(forecast: ForecastAnswer, reading: Reading): string[] {
  const { fromMs, untilMs, total, blockedTotal, quietCount, quietNames } = forecast;
  const blocked = blockedTotal === 0 ? "" : `, ${String(blockedTotal)} more blocked by calendars`;
  return [
    `From ${utcTime(fromMs)} until ${utcTime(untilMs)}: ${counted(total, "start")}${blocked}`,
    ...rowLines(forecast.rows, reading),
    ...(quietCount === 0
      ? []
      : [
          `${counted(quietCount, "active event has", "active events have")} nothing due: ${nameList(quietNames, quietCount)}.`,
        ]),
    ...busiestLines(forecast),
    ...section(reading, "Collisions", collisionLines(forecast), forecast.collisionCount),
    ...incompleteLines(forecast),
    ...section(reading, "Clock changes", clockLines(forecast)),
    ...section(reading, "Calendars", windowLines(forecast)),
    ...section(reading, "Too frequent to look at one by one", denseLines(forecast)),
  ];
}

function rowLines(rows: readonly ForecastAnswer["rows"][number][], { by, now }: Reading): string[] {
  const anyBlocked = rows.some((row) => row.blockedCount > 0);
  const heading = [by, "starts", ...(anyBlocked ? ["blocked"] : []), "first", ...(by === "event" ? ["schedule"] : [])];
  return tableLines(
    heading,
    rows.map((row) => [
      plainText(row.name),
      String(row.count),
      ...(anyBlocked ? [row.blockedCount === 0 ? "–" : String(row.blockedCount)] : []),
      firstText(row, now),
      ...(by === "event" ? [`${row.words ?? ""} (${row.timezone ?? ""})`] : []),
    ]),
  );
}

/** `2026-03-03T01:30:00Z (in 13h), 02:30, 03:30 …`: those of the same day without their date. */
function firstText({ firstMs, instants, count, usedUpMs }: ForecastAnswer["rows"][number], now: number): string {
  if (firstMs === undefined) return "–";
  const day = utcTime(firstMs).slice(0, 11);
  const further = [...new Set(instants.map(({ atMs }) => utcTime(atMs)))].slice(1, instantsNamed);
  const rest = further.map((text) => (text.startsWith(day) ? text.slice(11).replace(/:00Z$/, "") : text));
  const more = count > rest.length + 1 ? " …" : "";
  const end = usedUpMs === undefined ? "" : `; last run ${utcTime(usedUpMs)}`;
  return `${[`${utcTime(firstMs)} (${relativeTime(firstMs, now)})`, ...rest].join(", ")}${more}${end}`;
}

function busiestLines({ load }: ForecastAnswer): string[] {
  const [busiest] = load.busiest;
  if (busiest === undefined || busiest.starts < 2) return [];
  return [`Busiest minute: ${utcTime(busiest.atMs)}, ${counted(busiest.starts, "start")}: ${nameList(busiest.names)}`];
}

function collisionLines({ collisions }: ForecastAnswer): string[] {
  return alignedLines(collisions.slice(0, linesNamed).map(({ atMs, message }) => [utcTime(atMs), plainText(message)]));
}

function clockLines({ clockChanges }: ForecastAnswer): string[] {
  return alignedLines(
    clockChanges.map(({ atMs, timezone, minutes, eventNames, eventCount }) => [
      utcTime(atMs),
      timezone,
      `${minutes > 0 ? "forward" : "back"} by ${formatDuration(Math.abs(minutes) * 60_000)}`,
      eventCount === 0 ? "concerns no event" : `concerns ${nameList(eventNames, eventCount)}`,
    ]),
  );
}

function windowLines({ windows }: ForecastAnswer): string[] {
  return alignedLines(
    windows.map(({ calendar, effect, label, fromMs, untilMs }) => [
      `${utcTime(fromMs)} – ${utcTime(untilMs)}`,
      effect === "blackout" ? "blocked" : "allowed",
      [calendar, label]
        .filter((text) => text !== undefined && text !== "")
        .map((text) => plainText(text ?? ""))
        .join(": "),
    ]),
  );
}

/** Without events that were only counted, what is left out are starts in the same minute: there were too many. */
function incompleteLines({ dense, truncated }: ForecastAnswer): string[] {
  if (!truncated || dense.length > 0) return [];
  return ["", "So much starts together that not every collision was looked for; counts are exact."];
}

function denseLines({ dense }: ForecastAnswer): string[] {
  if (dense.length === 0) return [];
  return [`Counts are exact; collisions and busiest minutes leave out ${nameList(dense)}.`];
}

/** A heading and its lines, the first few of them; nothing without any. */
function section({ paint }: Reading, title: string, lines: readonly string[], total = lines.length): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, linesNamed);
  const rest = total - shown.length;
  return ["", paint("bold", title), ...shown, ...(rest > 0 ? [`… and ${String(rest)} more; --json has them`] : [])];
}

function nameList(names: readonly string[], total = names.length): string {
  const shown = names.slice(0, 4).map(plainText);
  const rest = total - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${String(rest)} more` : shown.join(", ");
}
