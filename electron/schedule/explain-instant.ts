import type { RunsEnd } from "../../shared/forecast.ts";
import type { OccurrenceView, ScheduleVersion } from "../../shared/schedule.ts";
import type { EventStatus } from "../../shared/words.ts";
import { noteClockChange } from "./clock-change-note.ts";
import { compileSchedule, nextDue, previousDue, type CompiledSchedule } from "./due.ts";
import { instantText } from "./instant-text.ts";
import { describeOccurrence, type AbsenceSpan } from "./occurrence-words.ts";
import { toEngineSchedule } from "./schedule-times.ts";

/** Everything that is known around one instant of an event. Times are epoch milliseconds. */
export interface InstantFacts {
  readonly atMs: number;
  readonly nowMs: number;
  readonly eventName: string;
  /** Undefined for an event of which only the ledger is left. */
  readonly createdAt: number | undefined;
  /** Undefined while the event exists. */
  readonly deletedAt: number | undefined;
  /** The ledger's rows of that instant. */
  readonly occurrences: readonly OccurrenceView[];
  /** The absences those rows were due in, by id. */
  readonly absences: ReadonlyMap<number, AbsenceSpan>;
  /** Every version of the schedule, oldest first. */
  readonly versions: readonly VersionFacts[];
  /** Decisions before this one are no longer in the ledger; undefined when it is whole. */
  readonly keptSince: number | undefined;
  /** Pauses before this are not known: the versions of schedules did not tell of them. */
  readonly pausesKnownSince: number;
  /** What will keep a run at that instant from starting, as things are. */
  readonly blockedBy: string | undefined;
  /** Where its maximum of runs is used up as things are, if that is not after the instant. */
  readonly runsEnd: RunsEnd | undefined;
}

export interface VersionFacts extends ScheduleVersion {
  /** The event's status while it rested, where that is known; undefined while active. */
  readonly restedAs: Exclude<EventStatus, "ACTIVE"> | undefined;
  /** Why the program itself let it rest. */
  readonly restedBecause: string | undefined;
  /** Everything due by it up to and including this instant has been decided. */
  readonly accountedUntil: number;
}

export interface ExplainedInstant {
  readonly message: string;
  readonly version: VersionFacts | undefined;
  readonly previousDueMs: number | undefined;
  readonly nextDueMs: number | undefined;
}

/** Says what happened at an instant or why nothing was due then. Pure: the same facts always give the same words. */
export function explainInstant(facts: InstantFacts): ExplainedInstant {
  const { atMs, occurrences, absences } = facts;
  const version = versionAt(facts.versions, atMs);
  const compiled = version === undefined ? undefined : compile(version);
  const around = {
    version,
    previousDueMs: (compiled && previousDue(compiled, atMs)) ?? undefined,
    nextDueMs: (compiled && nextDue(compiled, atMs)) ?? undefined,
  };
  if (occurrences.length === 0) {
    return { ...around, message: explainNothing(facts, version, compiled, around.previousDueMs, around.nextDueMs) };
  }
  const sentences = occurrences.map((occurrence) => {
    const { absenceId } = occurrence;
    const absence = absenceId === undefined ? undefined : absences.get(absenceId);
    return describeOccurrence(occurrence, zoneOf(version), absence);
  });
  const note = version === undefined ? undefined : clockNote(version, atMs);
  return { ...around, message: [...sentences, note, deletionNote(facts, zoneOf(version))].filter(Boolean).join(" ") };
}

/**
 * A version decides on what is due after its opening, up to and including its closing. Where two overlap, because the
 * clock was set back in between, the earlier one had decided already.
 */
function versionAt(versions: readonly VersionFacts[], atMs: number): VersionFacts | undefined {
  return versions.find(({ openedAt, closedAt = Infinity }) => openedAt < atMs && atMs <= closedAt);
}

function explainNothing(
  facts: InstantFacts,
  version: VersionFacts | undefined,
  compiled: CompiledSchedule | undefined,
  previousDueMs: number | undefined,
  nextDueMs: number | undefined,
): string {
  const { atMs, eventName, createdAt, deletedAt, nowMs } = facts;
  const zone = zoneOf(version ?? facts.versions.at(-1));
  const at = instantText(atMs, zone);
  const name = `“${eventName}”`;
  if (createdAt !== undefined && atMs <= createdAt) {
    return `Nothing was due at ${at}: ${name} exists only since ${instantText(createdAt, zone)}.`;
  }
  if (deletedAt !== undefined && atMs > deletedAt) {
    return `Nothing was due at ${at}: ${name} was deleted at ${instantText(deletedAt, zone)}.`;
  }
  const deletion = deletionNote(facts, zone);
  if (version === undefined || compiled === undefined) return join(withoutSchedule(facts, at, zone), deletion);
  const isDue = nextDue(compiled, atMs - 1) === atMs;
  const described = `${version.words}${version.schedule.kind === "cron" ? `, ${version.schedule.timezone}` : ""}`;
  if (!version.active) {
    const would = isDue ? "It would have been due then otherwise." : "Its schedule is not due then in any case.";
    return join(`${resting(facts, version, at, zone)} ${atMs > nowMs ? "" : would}`.trim(), deletion);
  }
  if (!isDue) {
    const tense = atMs > nowMs ? "is" : "was";
    return join(
      `${name} ${tense} not due at ${at} by the schedule in force ${atMs > nowMs ? "now" : "then"} (${described}).`,
      boundsNote(compiled, atMs, zone),
      clockNote(version, atMs),
      neighbours(version, previousDueMs, nextDueMs, zone),
      otherVersions(facts, version, zone),
      deletion,
    );
  }
  if (atMs > nowMs) {
    const used = runsEndWords(facts, zone);
    if (used !== undefined)
      return join(`Nothing will be due at ${at} as things are: ${used}.`, clockNote(version, atMs));
    const blocked =
      facts.blockedBy === undefined ? "it will be decided then" : `as things are it will not run: ${facts.blockedBy}`;
    return join(`${name} is due at ${at}, which is still to come: ${blocked}.`, clockNote(version, atMs));
  }
  return join(explainLack(facts, version, at, zone), deletion);
}

/** Why nothing is due any more at an instant to come: the last run that may be made was made before it. */
function runsEndWords({ runsEnd, atMs, eventName }: InstantFacts, zone: string): string | undefined {
  if (runsEnd === undefined || runsEnd.lastMs === atMs) return undefined;
  return runsEnd.lastMs === undefined
    ? `“${eventName}” has made all the runs it may make`
    : `“${eventName}” makes the last run it may make at ${instantText(runsEnd.lastMs, zone)}, and is paused then`;
}

function withoutSchedule({ eventName, versions, atMs, nowMs }: InstantFacts, at: string, zone: string): string {
  const head = `Nothing ${atMs > nowMs ? "is" : "was"} due at ${at}: “${eventName}”`;
  const since = versions.findLast(({ closedAt = Infinity }) => closedAt < atMs)?.closedAt;
  const until = versions.find(({ openedAt }) => openedAt >= atMs)?.openedAt;
  if (since === undefined && until === undefined) return `${head} has no schedule, it runs on demand.`;
  if (until === undefined) return `${head} has had no schedule since ${instantText(since ?? atMs, zone)}.`;
  const from = since === undefined ? "" : ` from ${instantText(since, zone)}`;
  return `${head} had no schedule${from} until ${instantText(until, zone)}.`;
}

const restWords = { DRAFT: "a draft", PAUSED: "paused", ARCHIVED: "archived" } as const;

/** Neighbouring versions that rested in the same way are told as one stretch. */
function resting(
  { eventName, versions, atMs, nowMs }: InstantFacts,
  version: VersionFacts,
  at: string,
  zone: string,
): string {
  const sameRest = (other: VersionFacts | undefined): boolean =>
    other !== undefined && !other.active && other.restedAs === version.restedAs;
  let first = versions.indexOf(version);
  let last = first;
  while (sameRest(versions[first - 1]) && versions[first - 1]?.closedAt === versions[first]?.openedAt) first--;
  while (sameRest(versions[last + 1]) && versions[last]?.closedAt === versions[last + 1]?.openedAt) last++;
  const from = instantText(versions[first]?.openedAt ?? version.openedAt, zone);
  const closedAt = versions[last]?.closedAt;
  const state = version.restedAs === undefined ? "not active" : restWords[version.restedAs];
  const because = versions
    .slice(first, last + 1)
    .find(({ restedBecause }) => restedBecause !== undefined)?.restedBecause;
  const why = because === undefined ? "" : ` (the program paused it: ${because})`;
  const name = `“${eventName}”`;
  if (closedAt !== undefined)
    return `Nothing was due at ${at}: ${name} was ${state} from ${from} to ${instantText(closedAt, zone)}${why}.`;
  if (atMs > nowMs) {
    return `Nothing will be due at ${at} as things are: ${name} is ${state} since ${from}${why} and its schedule rests.`;
  }
  return `Nothing was due at ${at}: ${name} is ${state} since ${from}${why}.`;
}

function boundsNote({ startMs, endMs }: CompiledSchedule, atMs: number, zone: string): string | undefined {
  if (atMs < startMs) return `It begins only at ${instantText(startMs, zone)}.`;
  if (atMs > endMs) return `Its end is ${instantText(endMs, zone)}.`;
  return undefined;
}

function neighbours(
  { openedAt, closedAt = Infinity }: VersionFacts,
  previousDueMs: number | undefined,
  nextDueMs: number | undefined,
  zone: string,
): string {
  const before =
    previousDueMs !== undefined && previousDueMs > openedAt
      ? `The instant before it was ${instantText(previousDueMs, zone)}`
      : `No instant before it was due by this schedule, in force since ${instantText(openedAt, zone)}`;
  if (nextDueMs === undefined) return `${before}, and none comes after it.`;
  const after = instantText(nextDueMs, zone);
  return nextDueMs <= closedAt
    ? `${before}, the next after it is ${after}.`
    : `${before}; the next after it would have been ${after}, but the schedule was replaced at ${instantText(closedAt, zone)}.`;
}

/** Whoever looks for an instant of another version is told when that one was in force. */
function otherVersions({ versions, atMs }: InstantFacts, version: VersionFacts, zone: string): string | undefined {
  const position = versions.indexOf(version);
  const isDueBy = (other: VersionFacts): boolean => other.active && nextDue(compile(other), atMs - 1) === atMs;
  const later = versions.slice(position + 1).find(isDueBy);
  if (later !== undefined) {
    return `The schedule that is due then (${later.words}) is in force only since ${instantText(later.openedAt, zone)}.`;
  }
  const former = versions.slice(0, position).findLast(isDueBy);
  if (former?.closedAt === undefined) return undefined;
  return `The former schedule, which is due then (${former.words}), was in force until ${instantText(former.closedAt, zone)}.`;
}

/** Due, decided long ago by all accounts, and yet not in the ledger. */
function explainLack(
  { eventName, keptSince, pausesKnownSince, atMs }: InstantFacts,
  version: VersionFacts,
  at: string,
  zone: string,
): string {
  const name = `“${eventName}”`;
  if (atMs > version.accountedUntil) {
    return `${name} was due at ${at}, and nothing is decided yet: Cronium has not acted on it so far. What was missed is decided when it does.`;
  }
  if (keptSince !== undefined && atMs < keptSince) {
    return `${name} was due at ${at}, but the ledger reaches back only to ${instantText(keptSince, zone)}: what is older has been removed.`;
  }
  if (version.openedAt < pausesKnownSince && atMs <= pausesKnownSince) {
    return `Nothing was decided for ${at}: ${name} was not active then. When it was paused is known only since ${instantText(pausesKnownSince, zone)}.`;
  }
  return `${name} was due at ${at}, but the ledger has no row of it. Check the ledger with \`cronium why --verify\`.`;
}

function clockNote({ schedule }: ScheduleVersion, atMs: number): string | undefined {
  return schedule.kind === "cron" ? noteClockChange(schedule, atMs) : undefined;
}

function deletionNote({ eventName, deletedAt }: InstantFacts, zone: string): string | undefined {
  return deletedAt === undefined ? undefined : `“${eventName}” was deleted at ${instantText(deletedAt, zone)}.`;
}

function zoneOf(version: ScheduleVersion | undefined): string {
  return version?.schedule.timezone ?? "UTC";
}

function compile({ schedule }: ScheduleVersion): CompiledSchedule {
  return compileSchedule(toEngineSchedule(schedule, 0));
}

function join(...sentences: readonly (string | undefined)[]): string {
  return sentences.filter((sentence) => sentence !== undefined && sentence !== "").join(" ");
}
