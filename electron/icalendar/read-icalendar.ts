import { mostWindows, type CalendarImport, type CalendarWindow } from "../../shared/calendar.ts";
import { findZone, type Zone } from "../schedule/zone.ts";
import { toDatedWindow } from "./clock-window.ts";
import { readContent, textOf, toLine, type Component } from "./content.ts";
import { labelOf, readEntry, zoneOfStart, type Entry } from "./entry.ts";
import { createEarliestSpans } from "./earliest-spans.ts";
import { amongStarts, timesOfEntry, type ClockSpan, type Surroundings } from "./entry-times.ts";
import { knownZone, readZones, type FileZones } from "./file-zones.ts";
import { createNotes, type Notes } from "./notes.ts";
import { toRuleWindow, type Period, type TrialAllowance } from "./rule-window.ts";
import { readTime, type StatedTime } from "./stated-time.ts";

const millisecondsPerDay = 86_400_000;
const secondsPerDay = 86_400;
/** Windows lie before then, in seconds on the calendar's clock. */
const lastOnClock = Date.UTC(2100, 11, 31) / 1000;
/** What repeats in a way no rule of ours can say is written out this far ahead, days: five years. */
const daysAhead = 5 * 366;
/** Days that may be looked at while rules are written out: about two seconds' worth, with the times found on them. */
const mostDays = 3_000_000;
/** Times of windows that may be looked at to find rules: those of a hundred that repeat daily, and some in vain. */
const mostTried = 600_000;
const longestName = 100;
/** Windows by rule that a calendar may have. */
const mostRules = 100;

export interface ReadingOptions {
  /** The zone of the calendar; the file's own when undefined. */
  readonly timezone: string | undefined;
  /** What is over by then is left out. Epoch milliseconds. */
  readonly now: number;
}

/**
 * Reads an iCalendar file (RFC 5545) into blackout windows on the clock of one zone, in steps. Work and memory are
 * bounded, whatever the file holds, and so is each step.
 * @throws CroniumError `invalid_input` when it is no such file, or the zone is not known
 */
export function* readICalendar(text: string, { timezone, now }: ReadingOptions): Generator<void, CalendarImport, void> {
  const { calendars, entries: components } = yield* readContent(text);
  const notes = createNotes();
  const untilDay = Math.floor(now / millisecondsPerDay) + daysAhead;
  const allowance = { days: mostDays };
  const zones = readZones(calendars, untilDay, allowance);
  const zone = chooseZone(timezone, calendars, components, zones, notes);
  const surroundings: Surroundings = {
    zone,
    zoneOf: (time) => zoneOf(time, zone, zones, notes),
    fromDay: Math.floor(now / millisecondsPerDay) - 2,
    untilDay,
    allowance,
    limit: mostWindows,
  };
  const entries = yield* readEntries(components, notes);
  const period = { fromMs: now, untilMs: untilDay * millisecondsPerDay };
  const trials = { spans: mostTried };
  const windows = yield* toWindows(entries, surroundings, period, notes, trials);
  if (allowance.days < 0) notes.say("The file repeats too much to be written out: some of it was left out.");
  if (components.length === 0) notes.say("The file holds no entries.");
  if (trials.spans <= 0) notes.say("The file repeats too much to look for rules: some were written out one by one.");
  const name = calendars.map((calendar) => textOf(calendar, "name") ?? textOf(calendar, "x-wr-calname")).find(Boolean);
  return { name: toLine(name, longestName), timezone: zone.name, windows, notes: notes.all() };
}

function chooseZone(
  wanted: string | undefined,
  calendars: readonly Component[],
  entries: readonly Component[],
  zones: FileZones,
  notes: Notes,
): Zone {
  if (wanted !== undefined) return findZone(wanted);
  const named = calendars.flatMap((calendar) => textOf(calendar, "x-wr-timezone") ?? []);
  const described = calendars.flatMap(([, , components]) =>
    components.flatMap((component) => (component[0] === "vtimezone" ? (textOf(component, "tzid") ?? []) : [])),
  );
  const names = [...named, ...described, ...zonesOfStarts(entries)];
  for (const name of names) {
    const zone = knownZone(zones.find(name)?.name);
    if (zone !== undefined) return zone;
  }
  const known = names.length === 0 ? "" : " that is known here";
  notes.say(`The file names no time zone${known}: its windows are on the clock of UTC, unless you choose another.`);
  return findZone("UTC");
}

/** The zones in which entries begin, the most frequent first: they count where the file itself names none. */
function zonesOfStarts(entries: readonly Component[]): string[] {
  const counts = new Map<string, number>();
  for (const name of entries.flatMap((entry) => zoneOfStart(entry) ?? [])) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, left], [, right]) => right - left).map(([name]) => name);
}

function zoneOf(time: StatedTime, zone: Zone, zones: FileZones, notes: Notes): Zone {
  if (time.zone === undefined) return zone;
  const found = zones.find(time.zone);
  if (found === undefined) {
    notes.say(
      `The time zone “${time.zone}” is not known: its times were taken as ${zone.name}; choose the zone it means.`,
    );
  }
  return found ?? zone;
}

function* readEntries(components: readonly Component[], notes: Notes): Generator<void, Entry[], void> {
  const entries: Entry[] = [];
  for (const component of components) {
    try {
      entries.push(readEntry(component));
    } catch (error) {
      notes.leftOut(labelOf(component), error);
    }
    yield;
  }
  return entries;
}

function* toWindows(
  entries: readonly Entry[],
  surroundings: Surroundings,
  period: Period,
  notes: Notes,
  trials: TrialAllowance,
): Generator<void, CalendarWindow[], void> {
  const isReplacedIn = findReplaced(entries, surroundings);
  const rules: CalendarWindow[] = [];
  const dated = createEarliestSpans(mostWindows);
  for (const entry of entries) {
    yield;
    if (entry.cancelled) {
      if (entry.replaces === undefined) notes.cancelled();
      continue;
    }
    if (entry.replacesFollowing) notes.followingNotTaken(entry.label);
    try {
      const times = yield* timesOfEntry(entry, isReplacedIn(entry), surroundings);
      const spans = stillToCome(times, surroundings.zone, period);
      if (spans.length === 0) {
        noteWithoutTimes(entry, times, surroundings, period, notes);
        continue;
      }
      const rule =
        rules.length < mostRules
          ? yield* toRuleWindow(entry, spans, surroundings.zone.name, period, trials)
          : undefined;
      if (rule !== undefined) {
        rules.push(rule);
        continue;
      }
      if (entry.rules.some(({ rule: { count }, until }) => count === undefined && until === undefined)) {
        notes.writtenOut(entry.label, period.untilMs);
      }
      dated.add(spans, entry.label);
    } catch (error) {
      notes.leftOut(entry.label, error);
    }
  }
  const { kept, cut } = dated.take(mostWindows - rules.length);
  if (cut !== undefined) notes.cutAt(toDatedWindow(cut, undefined).from, mostWindows);
  return [...rules, ...kept.map((span) => toDatedWindow(span, span.label))];
}

/** Says why an entry makes no window. */
function noteWithoutTimes(
  entry: Entry,
  times: readonly ClockSpan[],
  { fromDay }: Surroundings,
  { untilMs }: Period,
  notes: Notes,
): void {
  const lasts = entry.rules.some(
    ({ rule: { count }, until }) =>
      count === undefined && (until === undefined || readTime(until, undefined).local >= fromDay * secondsPerDay),
  );
  if (times.some(({ until }) => until > lastOnClock)) {
    notes.leftOut(entry.label, new Error("it reaches beyond the year 2100"));
  } else if (lasts) {
    const day = new Date(untilMs).toISOString().slice(0, 10);
    notes.leftOut(entry.label, new Error(`its rule names no time from now until ${day}`));
  } else notes.over();
}

/** Tells of an entry for which of its times others stand in. */
function findReplaced(
  entries: readonly Entry[],
  surroundings: Surroundings,
): (entry: Entry) => (start: StatedTime) => boolean {
  const replacing = Map.groupBy(
    entries.filter(({ replaces }) => replaces !== undefined),
    ({ uid }) => uid,
  );
  const byUid = new Map(
    [...replacing].map(([uid, own]) => {
      const starts = own.flatMap(({ replaces }) => replaces ?? []);
      return [uid, amongStarts(starts, surroundings)] as const;
    }),
  );
  const none = (): boolean => false;
  return ({ uid, replaces }) => (replaces === undefined ? (byUid.get(uid) ?? none) : none);
}

/** Without what is over, and what lies outside the years that can be dealt with. */
function stillToCome(spans: readonly ClockSpan[], zone: Zone, { fromMs }: Period): ClockSpan[] {
  const second = Math.floor(fromMs / 1000);
  const nowOnClock = second + zone.stretchAt(second).offset;
  return spans.filter(({ from, until }) => until > nowOnClock && from >= 0 && until <= lastOnClock);
}
