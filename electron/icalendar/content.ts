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

/** The parser is given so much at once, UTF-16 units; between one portion and the next others have their turn. */
const portionLength = 20_000;
/** Lines that are looked at in one step. */
const linesPerStep = 5_000;
/** Lines a file may have outside its entries and zones: a handful is usual. */
const mostOwnLines = 10_000;

/** What a file holds. */
export interface Content {
  /** Without their entries. */
  readonly calendars: readonly Component[];
  /** Of all calendars, in order. */
  readonly entries: readonly Component[];
}

/**
 * Reads the calendars of an iCalendar file, in steps.
 * @throws CroniumError `invalid_input` when it is none
 */
export function* readContent(text: string): Generator<void, Content, void> {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r?\n[ \t]/g, "")
    .split(/\r?\n|\r/);
  yield;
  if (!/^BEGIN:VCALENDAR\s*$/i.test(lines.find((line) => line.trim() !== "") ?? "")) {
    throw unreadable("it does not begin with BEGIN:VCALENDAR");
  }
  const { parts, own } = yield* splitLines(lines);
  const calendars = parse(own).filter(([name]) => name === "vcalendar");
  const zones: Component[] = [];
  const entries: Component[] = [];
  let portion: string[] = [];
  let length = 0;
  for (const [index, part] of parts.entries()) {
    portion.push(...part);
    for (const line of part) length += line.length;
    if (length < portionLength && index < parts.length - 1) continue;
    yield;
    for (const component of parse(portion)) (component[0] === "vevent" ? entries : zones).push(component);
    portion = [];
    length = 0;
  }
  // Whichever calendar describes a zone, all may name it.
  return { calendars: [...calendars, ["vcalendar", [], zones]], entries };
}

/** A file's lines as far as they are read: its entries and zones each by itself, and what calendars say of themselves. */
function* splitLines(
  lines: readonly string[],
): Generator<void, { readonly parts: readonly string[][]; readonly own: readonly string[] }, void> {
  const parts: string[][] = [];
  const own: string[] = [];
  const open: string[] = [];
  let part: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % linesPerStep === linesPerStep - 1) yield;
    const name = (/^[A-Za-z0-9-]+/.exec(line)?.[0] ?? "").toUpperCase();
    if (!wanted.has(name)) continue;
    if (line.length > longestLine) throw unreadable("a line of it is too long");
    const component = line
      .slice(name.length + 1)
      .trim()
      .toUpperCase();
    if (name === "BEGIN") open.push(component);
    if (open.length > 1) part.push(line.trimEnd());
    else own.push(line.trimEnd());
    if (own.length > mostOwnLines) throw unreadable("it says too much outside its entries");
    if (name !== "END") continue;
    if (!open.includes(component)) throw unreadable("a component ends that did not begin");
    if (open.pop() !== component) throw unreadable("a component began but did not end");
    if (open.length !== 1) continue;
    if (open[0] === "VCALENDAR" && (component === "VEVENT" || component === "VTIMEZONE")) parts.push(part);
    part = [];
  }
  if (open.length > 0) throw unreadable("a component began but did not end");
  return { parts, own };
}

function parse(lines: readonly string[]): readonly Component[] {
  let parsed: unknown;
  try {
    parsed = ICAL.parse(lines.join("\r\n"));
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
  const components = parsed as Component | readonly Component[];
  // One component comes by itself, several in a list.
  return typeof components[0] === "string" ? [components as Component] : (components as readonly Component[]);
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

/**
 * Text on one line and no longer than `most`, cut between characters; undefined when nothing is left.
 * @param most UTF-16 units
 */
export function toLine(text: string | undefined, most: number): string | undefined {
  const line = (text ?? "")
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  // Half of a pair at the end is dropped, not replaced.
  const cut = line
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
  return cut === "" ? undefined : cut;
}

/** Reads a duration such as `PT1H30M`. @returns seconds @throws Error when it is none */
export function readSeconds(duration: string): number {
  return ICAL.Duration.fromString(duration).toSeconds();
}
