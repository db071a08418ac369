import type { CalendarWindow, WindowSpan } from "../../shared/calendar.ts";
import type { WindowEffect } from "../../shared/words.ts";
import { compileWindows } from "./compile-window.ts";
import { joinSources, type LinkAllowance, type Opening, type WindowSource } from "./window-source.ts";
import { findZone } from "./zone.ts";

/** A calendar as it is stored. */
export interface CalendarRule {
  readonly id: number;
  readonly name: string;
  readonly timezone: string;
  readonly windows: readonly CalendarWindow[];
}

/** A calendar checked and made ready to be asked, any number of times. */
export interface CompiledCalendar {
  readonly id: number;
  readonly name: string;
  readonly blackouts: WindowSource;
  /** Undefined without allow windows: any time outside a blackout is allowed then. */
  readonly allows: WindowSource | undefined;
  /** The latest time that was found to be blocked without a gap and took long to follow. */
  known: BlockedStretch;
}

/** [fromMs, untilMs) is blocked without a gap; it may go on when following it was given up. */
interface BlockedStretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly givenUp: boolean;
}

/** Why nothing may start at an instant. */
export interface CalendarBlock {
  readonly calendarId: number;
  readonly calendar: string;
  /** `blackout`: inside a blackout window; `allow`: outside all windows in which work may start. */
  readonly effect: WindowEffect;
  /** Of the blackout window that ends last of those that are open. */
  readonly label: string | undefined;
  /**
   * The first instant at which the calendar blocks no more: windows that overlap or adjoin are taken as one. Null when
   * that never comes, or only after many windows: more than `longestChainMs` later, or more of them than are followed.
   */
  readonly untilMs: number | null;
}

/** Windows one after the other are followed this far, milliseconds; the end of a single window is always told. */
export const longestChainMs = 400 * 86_400_000;
/** Windows one after the other are followed no longer than this many are looked for: about 20 milliseconds. */
export const mostLinks = 60_000;
/** What took fewer is followed again rather than kept in place of what took more. */
const fewLinks = 100;
/** A list of windows is made of at most this many openings, so that one for every minute ends in a reasonable time. */
const mostOpenings = 200_000;

/**
 * Checks a calendar and prepares it.
 * @throws CroniumError `invalid_input` whose field is that of the calendar's form: `timezone`, `windows.3.cron`
 */
export function compileCalendar({ id, name, timezone, windows }: CalendarRule): CompiledCalendar {
  const zone = findZone(timezone);
  const placed = windows.map((window, index) => ({ window, index }));
  const sourcesOf = (effect: WindowEffect): WindowSource[] =>
    compileWindows(
      placed.filter(({ window }) => window.effect === effect),
      zone,
    );
  const allows = windows.some((window) => window.effect === "allow") ? joinSources(sourcesOf("allow")) : undefined;
  return {
    id,
    name,
    blackouts: joinSources(sourcesOf("blackout")),
    allows,
    known: { fromMs: 0, untilMs: 0, givenUp: false },
  };
}

/** Whether a calendar keeps work from starting at an instant (epoch milliseconds), and until when. */
export function blockAt(calendar: CompiledCalendar, instantMs: number): CalendarBlock | undefined {
  const blackout = calendar.blackouts.at(instantMs);
  if (blackout === undefined && isAllowed(calendar, instantMs)) return undefined;
  return {
    calendarId: calendar.id,
    calendar: calendar.name,
    effect: blackout === undefined ? "allow" : "blackout",
    label: blackout?.label,
    untilMs: blockedUntil(calendar, instantMs, blackout),
  };
}

function isAllowed({ allows }: CompiledCalendar, instantMs: number): boolean {
  return allows === undefined || allows.at(instantMs) !== undefined;
}

/** Whether a calendar is known to block all of [fromMs, throughMs], epoch milliseconds; false also when not found out. */
export function isBlockedThrough(calendar: CompiledCalendar, fromMs: number, throughMs: number): boolean {
  return followBlocked(calendar, fromMs, throughMs).untilMs > throughMs;
}

function blockedUntil(calendar: CompiledCalendar, instantMs: number, blackout: Opening | undefined): number | null {
  const limitMs = Math.max(instantMs + longestChainMs, blackout?.untilMs ?? 0);
  const { untilMs, givenUp } = followBlocked(calendar, instantMs, limitMs);
  return givenUp || untilMs > limitMs ? null : untilMs;
}

/** What is blocked around an instant without a gap, up to the first end past `limitMs`; empty when nothing is. */
function followBlocked(calendar: CompiledCalendar, instantMs: number, limitMs: number): BlockedStretch {
  const { known } = calendar;
  const allowance = { left: mostLinks };
  let fromMs = instantMs;
  let untilMs = instantMs;
  if (instantMs < known.fromMs) untilMs = followOn(calendar, untilMs, Math.min(limitMs, known.fromMs - 1), allowance);
  if (untilMs >= known.fromMs && untilMs < known.untilMs) {
    fromMs = Math.min(fromMs, known.fromMs);
    untilMs = known.untilMs;
    if (known.givenUp && untilMs <= limitMs) allowance.left = 0;
  }
  untilMs = followOn(calendar, untilMs, limitMs, allowance);
  const stretch = { fromMs, untilMs, givenUp: allowance.left <= 0 && untilMs <= limitMs };
  if (fromMs <= known.fromMs && untilMs >= known.untilMs) calendar.known = stretch;
  else if (mostLinks - allowance.left > fewLinks) calendar.known = stretch;
  return stretch;
}

/** As far as what blocks at an instant goes on, whatever does; the instant itself when nothing does. */
function followOn(calendar: CompiledCalendar, instantMs: number, limitMs: number, allowance: LinkAllowance): number {
  let reachedMs = instantMs;
  for (let before = NaN; reachedMs !== before && reachedMs <= limitMs && allowance.left > 0;) {
    before = reachedMs;
    reachedMs = followOnce(calendar, reachedMs, limitMs, allowance);
  }
  return reachedMs;
}

function followOnce(
  { blackouts, allows }: CompiledCalendar,
  instantMs: number,
  limitMs: number,
  allowance: LinkAllowance,
): number {
  const reachedMs = blackouts.reach(instantMs, limitMs, allowance);
  if (reachedMs > instantMs || allows === undefined || allows.at(instantMs) !== undefined) return reachedMs;
  return allows.next(instantMs) ?? Infinity;
}

/**
 * The times at which windows of a calendar are open that overlap [fromMs, untilMs), by when they begin; the first
 * `limit` of them. Those of one effect and label that overlap or adjoin are one.
 */
export function windowSpans(
  { id, name, blackouts, allows }: CompiledCalendar,
  fromMs: number,
  untilMs: number,
  limit = Infinity,
): WindowSpan[] {
  const spans: Draft[] = [];
  const latest = new Map<string, Draft>();
  let left = mostOpenings;
  const sources = allows === undefined ? [blackouts] : [blackouts, allows];
  for (const opening of joinSources(sources).list(fromMs, untilMs)) {
    if (left-- === 0) break;
    const key = `${opening.effect} ${opening.label ?? ""}`;
    const before = latest.get(key);
    if (before !== undefined && opening.fromMs <= before.untilMs) {
      before.untilMs = Math.max(before.untilMs, opening.untilMs);
    } else if (spans.length < limit) {
      const span = { calendarId: id, calendar: name, ...opening };
      latest.set(key, span);
      spans.push(span);
    } else if ([...latest.values()].every((span) => span.untilMs < opening.fromMs)) break;
  }
  return spans;
}

type Draft = { -readonly [Key in keyof WindowSpan]: WindowSpan[Key] };
