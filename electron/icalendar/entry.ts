import { propertiesOf, readSeconds, textOf, toLine, type Component, type Property } from "./content.ts";
import { readRule, type StatedRule } from "./read-rule.ts";
import { readTime, type StatedTime } from "./stated-time.ts";

/** A start and an end, the latter stated or as a length in seconds of the clock. */
export interface StatedSpan {
  readonly start: StatedTime;
  readonly end: StatedTime | { readonly afterSeconds: number };
}

/** An entry of a calendar as the file states it. */
export interface Entry extends StatedSpan {
  readonly uid: string | undefined;
  readonly label: string | undefined;
  readonly rules: readonly StatedRule[];
  readonly added: readonly StatedSpan[];
  readonly removed: readonly StatedTime[];
  /** Set in an entry that stands in for one time of a repeating one: which. */
  readonly replaces: StatedTime | undefined;
  /** It stands in for all later times as well. */
  readonly replacesFollowing: boolean;
  readonly cancelled: boolean;
}

const longestLabel = 200;
/** Times that one entry may add and remove: more than 50 years of days. */
const mostTimes = 20_000;

/** @throws Error saying what is wrong with the entry, in words */
export function readEntry(component: Component): Entry {
  const start = firstTime(component, "dtstart");
  if (start === undefined) throw new Error("it has no start");
  const end = readEnd(component, start);
  const replaced = propertiesOf(component, "recurrence-id")[0];
  const times = [...propertiesOf(component, "rdate"), ...propertiesOf(component, "exdate")];
  if (times.reduce((count, [, , , ...values]) => count + values.length, 0) > mostTimes) {
    throw new Error("it names too many times");
  }
  return {
    uid: textOf(component, "uid"),
    label: labelOf(component),
    start,
    end,
    rules: propertiesOf(component, "rrule").map(readRule),
    added: propertiesOf(component, "rdate").flatMap((property) => readAdded(property, start, end)),
    removed: propertiesOf(component, "exdate").flatMap(timesOf),
    replaces: firstTime(component, "recurrence-id"),
    replacesFollowing: replaced?.[1]["range"] === "THISANDFUTURE",
    cancelled: textOf(component, "status")?.toUpperCase() === "CANCELLED",
  };
}

/** What an entry is called, on one line. */
export function labelOf(component: Component): string | undefined {
  return toLine(textOf(component, "summary"), longestLabel);
}

function readEnd(component: Component, start: StatedTime): StatedSpan["end"] {
  const end = firstTime(component, "dtend");
  if (end !== undefined) return end;
  const duration = textOf(component, "duration");
  if (duration !== undefined) return { afterSeconds: readSeconds(duration) };
  if (start.isDate) return { afterSeconds: 86_400 };
  throw new Error("it has neither an end nor a duration");
}

function readAdded(property: Property, start: StatedTime, end: StatedSpan["end"]): StatedSpan[] {
  const [, parameters, type, ...values] = property;
  if (type !== "period") {
    // Times that are added last as long as the first.
    const afterSeconds = "afterSeconds" in end ? end.afterSeconds : end.local - start.local;
    return timesOf(property).map((added) => ({ start: added, end: { afterSeconds } }));
  }
  const zone = zoneOf(parameters);
  return values.map((value) => {
    const [from = "", until = ""] = value as readonly string[];
    const isDuration = /^[+-]?P/.test(until);
    return {
      start: readTime(from, zone),
      end: isDuration ? { afterSeconds: readSeconds(until) } : readTime(until, zone),
    };
  });
}

function firstTime(component: Component, name: string): StatedTime | undefined {
  const property = propertiesOf(component, name)[0];
  return property === undefined ? undefined : timesOf(property)[0];
}

/** Name of the zone an entry begins in; undefined when it states none. */
export function zoneOfStart(component: Component): string | undefined {
  const [property] = propertiesOf(component, "dtstart");
  return property === undefined ? undefined : zoneOf(property[1]);
}

function timesOf([, parameters, , ...values]: Property): StatedTime[] {
  return values.map((value) => readTime(String(value), zoneOf(parameters)));
}

function zoneOf(parameters: Property[1]): string | undefined {
  const zone = parameters["tzid"];
  return typeof zone === "string" && zone.trim() !== "" ? zone.trim() : undefined;
}
