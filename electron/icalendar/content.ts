import ICAL from "ical.js";
import { CroniumError } from "../../shared/errors.ts";

/** One property: its name, its parameters, the type of its values, and the values, as jCal (RFC 7265) has them. */
export type Property = readonly [
  name: string,
  parameters: Readonly<Record<string, string | readonly string[]>>,
  type: string,
  ...values: unknown[],
];
export type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];

/** All that is read of a file; what else it holds (pictures, people, alarms' texts) is left out before it costs time. */
const wanted = new Set([
  "BEGIN",
  "END",
  "NAME",
  "X-WR-CALNAME",
  "X-WR-TIMEZONE",
  "TZID",
  "X-LIC-LOCATION",
  "TZOFFSETFROM",
  "TZOFFSETTO",
  "UID",
  "SUMMARY",
  "STATUS",
  "DTSTART",
  "DTEND",
  "DURATION",
  "RRULE",
  "RDATE",
  "EXDATE",
  "RECURRENCE-ID",
]);
/** Reading a line takes the parser a time that grows with the square of its length. */
const longestLine = 100_000;

/**
 * Reads the calendars of an iCalendar file.
 * @throws CroniumError `invalid_input` when it is none
 */
export function readContent(text: string): readonly Component[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r?\n[ \t]/g, "")
    .split(/\r?\n|\r/);
  if (!/^BEGIN:VCALENDAR\s*$/i.test(lines.find((line) => line.trim() !== "") ?? "")) {
    throw unreadable("it does not begin with BEGIN:VCALENDAR");
  }
  const kept = lines.filter((line) => wanted.has((/^[A-Za-z0-9-]+/.exec(line)?.[0] ?? "").toUpperCase()));
  if (kept.some((line) => line.length > longestLine)) throw unreadable("a line of it is too long");
  let parsed: unknown;
  try {
    parsed = ICAL.parse(kept.map((line) => line.trimEnd()).join("\r\n"));
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
  const components = parsed as Component | readonly Component[];
  // One calendar comes by itself, several in a list.
  const all = typeof components[0] === "string" ? [components as Component] : (components as readonly Component[]);
  return all.filter(([name]) => name === "vcalendar");
}

function unreadable(reason: string, cause?: unknown): CroniumError {
  return new CroniumError("invalid_input", `This is not an iCalendar file that can be read: ${reason}`, {
    remedy: "Export the calendar as .ics again and choose that file.",
    field: "text",
    cause,
  });
}

export function propertiesOf([, properties]: Component, name: string): readonly Property[] {
  return properties.filter(([own]) => own === name);
}

/** The first value of a property as text; undefined without one. */
export function textOf(component: Component, name: string): string | undefined {
  const value = propertiesOf(component, name)[0]?.[3];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Reads a duration such as `PT1H30M`. @returns seconds @throws Error when it is none */
export function readSeconds(duration: string): number {
  return ICAL.Duration.fromString(duration).toSeconds();
}
