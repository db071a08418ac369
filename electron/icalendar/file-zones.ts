import { findZone, type Stretch, type Zone } from "../schedule/zone.ts";
import { propertiesOf, textOf, type Component, type Property } from "./content.ts";
import { readRule } from "./read-rule.ts";
import { expandRule, type Allowance } from "./recurrence-rule.ts";
import { readTime } from "./stated-time.ts";

const secondsPerDay = 86_400;
/** Changes of an offset are worked out from so long before the last day of interest on, days. */
const daysDescribed = 10 * 366;
/** No zone changes its clock more often in that time; what does is no description of one. */
const mostChanges = 500;
/** Looking for a name that is not known costs time; no honest file names so many. */
const mostZones = 100;

/** Finds the zones that a file names: this computer's own, or else as the file itself describes them. */
export interface FileZones {
  /** Undefined when neither knows it. */
  find(name: string): Zone | undefined;
}

/**
 * @param untilDay the last day that is of interest, days since 1970-01-01
 */
export function readZones(calendars: readonly Component[], untilDay: number, allowance: Allowance): FileZones {
  const described = new Map<string, Component>();
  for (const [, , components] of calendars) {
    for (const component of components) {
      const name = component[0] === "vtimezone" ? textOf(component, "tzid") : undefined;
      if (name !== undefined) described.set(name, component);
    }
  }
  const found = new Map<string, Zone | undefined>();
  return {
    find(name) {
      if (!found.has(name)) {
        if (found.size >= mostZones) return undefined;
        const description = described.get(name);
        const location = description === undefined ? undefined : textOf(description, "x-lic-location");
        found.set(
          name,
          [name, location, ...tails(name)].map(knownZone).find((zone) => zone !== undefined) ??
            (description && describedZone(description, untilDay, allowance)),
        );
      }
      return found.get(name);
    },
  };
}

/** Programs write zones as paths of their own that end in the common name: `/example.org/2026a/Europe/Berlin`. */
function tails(name: string): string[] {
  const parts = name.split("/");
  return parts.length > 2 ? [parts.slice(-2).join("/"), parts.slice(-3).join("/")] : [];
}

/** Undefined when this computer does not know it. */
export function knownZone(name: string | undefined): Zone | undefined {
  if (name === undefined) return undefined;
  try {
    return findZone(name);
  } catch {
    // Not knowing a name is an answer here: there are other ways to find the zone.
    return undefined;
  }
}

/** A zone from its description: the dates on which its offset changes, and to what. */
function describedZone(component: Component, untilDay: number, allowance: Allowance): Zone | undefined {
  const [, , observances] = component;
  try {
    if (observances.length > mostChanges) return undefined;
    const changes = observances.flatMap((observance) => readChanges(observance, untilDay, allowance));
    const [first] = changes.sort((left, right) => left.at - right.at);
    if (first === undefined || changes.length > mostChanges) return undefined;
    const stretches = changes.map(({ at, offset }, index): Stretch => {
      const until = changes[index + 1]?.at ?? Infinity;
      return { from: at, until, offset, freshFrom: at + offset };
    });
    const earliest: Stretch = { from: -Infinity, until: first.at, offset: first.before, freshFrom: -Infinity };
    return {
      name: textOf(component, "tzid") ?? "",
      stretchAt: (second) => stretches.findLast(({ from }) => from <= second) ?? earliest,
    };
  } catch {
    // An unreadable description is as good as none; whoever asks says that the zone is not known.
    return undefined;
  }
}

interface Change {
  /** Epoch seconds. */
  readonly at: number;
  /** Local time minus UTC from then on, and until then, seconds. */
  readonly offset: number;
  readonly before: number;
}

function readChanges(observance: Component, untilDay: number, allowance: Allowance): Change[] {
  const start = readTime(textOf(observance, "dtstart") ?? "", undefined);
  const before = readOffset(textOf(observance, "tzoffsetfrom"));
  const offset = readOffset(textOf(observance, "tzoffsetto"));
  const startDay = Math.floor(start.local / secondsPerDay);
  const days = new Set([startDay]);
  const added = propertiesOf(observance, "rdate").flatMap(([, , , ...values]: Property) => values.map(String));
  if (added.length > mostChanges) throw new Error("it names too many changes");
  for (const text of added) days.add(Math.floor(readTime(text, undefined).local / secondsPerDay));
  for (const { rule, until } of propertiesOf(observance, "rrule").map(readRule)) {
    const lastDay = until === undefined ? untilDay : Math.floor(readTime(until, undefined).local / secondsPerDay);
    for (const day of expandRule(rule, startDay, untilDay - daysDescribed, Math.min(lastDay, untilDay), allowance))
      days.add(day);
  }
  const time = start.local - startDay * secondsPerDay;
  return [...days].map((day) => ({ at: day * secondsPerDay + time - before, offset, before }));
}

/** Reads `+02:00`. @returns seconds @throws Error */
function readOffset(text = ""): number {
  const match = /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) throw new Error(`“${text}” is no offset`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return sign === "-" ? -size : size;
}
