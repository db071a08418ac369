import type { OccurrenceView, ScheduleVersion } from "../../bridge/views.ts";

/** A moment at which an event's schedule became another: what it was and what it is from then on. */
export interface ScheduleSeam {
  readonly atMs: number;
  /** Undefined when the schedule was taken away. */
  readonly version: ScheduleVersion | undefined;
  readonly previous: ScheduleVersion | undefined;
}

/** One line of the ledger as it is read: a due instant, or a seam between two versions of the schedule. */
export type LedgerRow =
  | { readonly kind: "occurrence"; readonly key: string; readonly occurrence: OccurrenceView }
  | { readonly kind: "seam"; readonly key: string; readonly seam: ScheduleSeam };

/**
 * Every change of an event's schedule, newest first. A version that ended with none after it at that moment is a
 * schedule that was taken away.
 */
export function seamsOf(versions: readonly ScheduleVersion[]): readonly ScheduleSeam[] {
  const ordered = versions.toSorted((left, right) => left.id - right.id);
  const seams: ScheduleSeam[] = [];
  for (const [index, version] of ordered.entries()) {
    const before = ordered[index - 1];
    const previous = before?.closedAt !== undefined && before.closedAt < version.openedAt ? undefined : before;
    seams.push({ atMs: version.openedAt, version, previous });
    const after = ordered[index + 1];
    if (version.closedAt !== undefined && (after === undefined || after.openedAt > version.closedAt)) {
      seams.push({ atMs: version.closedAt, version: undefined, previous: version });
    }
  }
  return seams.reverse();
}

/**
 * Puts the seams between the due instants they separate: instants of a version stand above the seam that opened it.
 * @param occurrences newest first
 * @param complete whether these are all of them: only then do seams older than the last one follow it
 */
export function ledgerRows(
  occurrences: readonly OccurrenceView[],
  seams: readonly ScheduleSeam[],
  complete: boolean,
): readonly LedgerRow[] {
  const rows: LedgerRow[] = [];
  let next = 0;
  const pushSeam = (seam: ScheduleSeam): void => {
    rows.push({ kind: "seam", key: `seam ${String(seam.atMs)} ${String(seam.version?.id ?? "none")}`, seam });
    next += 1;
  };
  for (const occurrence of occurrences) {
    for (let seam = seams[next]; seam !== undefined && isAbove(seam, occurrence); seam = seams[next]) pushSeam(seam);
    rows.push({ kind: "occurrence", key: String(occurrence.id), occurrence });
  }
  if (complete) for (const seam of seams.slice(next)) pushSeam(seam);
  return rows;
}

/** Whether a seam is later than a due instant. An instant at the very moment of the seam belongs to what it closed. */
function isAbove({ version, previous }: ScheduleSeam, { scheduleId }: OccurrenceView): boolean {
  return version === undefined ? (previous?.id ?? 0) >= scheduleId : version.id > scheduleId;
}

const policyNames = {
  missed: "missed runs",
  missedWindowMs: "catch-up window",
  missedCap: "catch-up cap",
  overlap: "overlap",
  jitterMs: "spread",
  maxRuns: "maximum of runs",
  resetRunsOnActivation: "counting anew",
  pauseAfterFailures: "pause after failures",
  startMs: "start",
  endMs: "end",
  timezone: "time zone",
} as const;

/** Two schedules in words, without what an interval is counted from unless that is what tells them apart. */
function shortest(before: string, after: string): readonly [string, string] {
  const short = (words: string): string => words.replace(/, counted from .*$/, "");
  return short(before) === short(after) ? [before, after] : [short(before), short(after)];
}

/** What a seam says: `Schedule changed: every 10 minutes → every 5 minutes`. */
export function seamWords({ version, previous }: ScheduleSeam): string {
  if (version === undefined) {
    return previous?.closedBecause === "deleted" ? "Event deleted" : "Schedule taken away: by hand only";
  }
  if (previous === undefined) return `Schedule set${version.active ? "" : ", not active"}: ${version.words}`;
  const activity =
    version.active === previous.active
      ? undefined
      : version.active
        ? "Became active"
        : "No longer active: nothing is due";
  if (version.words !== previous.words) {
    const [before, after] = shortest(previous.words, version.words);
    const change = `Schedule changed: ${before} → ${after}`;
    return activity === undefined ? change : `${change}. ${activity}`;
  }
  const names = Object.keys(policyNames) as (keyof typeof policyNames)[];
  const changed = names.filter((name) => version.schedule[name] !== previous.schedule[name]);
  const policies =
    changed.length === 0 ? undefined : `Policies changed: ${changed.map((name) => policyNames[name]).join(", ")}`;
  return [activity, policies].filter((part) => part !== undefined).join(". ") || "Schedule saved anew";
}
