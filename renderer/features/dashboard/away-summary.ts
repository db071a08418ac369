import type { AbsencePage, AbsenceView } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";

type AbsentEvent = AbsenceView["events"][number];

/** An event over all the absences that are told of, with the newest one in which it missed something. */
export interface AwayEvent {
  readonly eventId: number;
  readonly eventName: string;
  readonly missed: number;
  readonly caughtUp: number;
  readonly words: string;
  /** The latest due instant that was missed, epoch milliseconds. */
  readonly latestMissedAt: number | undefined;
  /** The absence to which that instant belongs. */
  readonly absenceId: number;
  /** What running it would do: there is something to run, it is made up for, or it cannot be run. */
  readonly running: "offered" | "made-up-for" | "nothing" | "gone";
  /** A job somebody queued since in its stead. */
  readonly ranByHand: string | undefined;
}

export interface AwaySummary {
  /** Those that are summed up, newest first. */
  readonly absences: readonly AbsenceView[];
  /** Earlier ones that nobody has put away either: only counted. */
  readonly earlierCount: number;
  readonly total: string;
  /** Those with something to run first, then by how much was missed. */
  readonly events: readonly AwayEvent[];
}

function runningOf(event: AbsentEvent): AwayEvent["running"] {
  if (event.latestMissedAt === undefined) return "nothing";
  if (!event.exists) return "gone";
  return event.latestCaughtUp ? "made-up-for" : "offered";
}

/** What was due and what became of it: `14 runs were due: 2 caught up, 11 missed, 1 skipped`. */
function totalWords(absences: readonly AbsenceView[]): string {
  const sum = (name: "due" | "caughtUp" | "missed" | "skipped"): number =>
    absences.reduce((total, absence) => total + absence[name], 0);
  const caughtUp = sum("caughtUp");
  const missed = sum("missed");
  const skipped = sum("skipped");
  const parts = [
    caughtUp > 0 && `${caughtUp.toLocaleString("en-GB")} caught up`,
    missed > 0 && `${missed.toLocaleString("en-GB")} missed`,
    skipped > 0 && `${skipped.toLocaleString("en-GB")} skipped`,
  ].filter((part) => part !== false);
  return `${counted(sum("due"), "run was", "runs were")} due${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
}

const urgency: Readonly<Record<AwayEvent["running"], number>> = { offered: 0, "made-up-for": 1, gone: 2, nothing: 3 };

/**
 * Sums up the newest absences nobody has put away: one card, however many there were. Undefined without any.
 * @param total how many there are, those that are not among them included
 */
export function summariseAbsences({ absences, total }: AbsencePage): AwaySummary | undefined {
  const open = absences
    .filter(({ acknowledgedAt }) => acknowledgedAt === undefined)
    .toSorted((left, right) => right.id - left.id);
  if (open.length === 0) return undefined;
  const events = new Map<number, AwayEvent & { readonly times: number }>();
  for (const absence of open) {
    for (const event of absence.events) {
      const known = events.get(event.eventId);
      const times = (known?.times ?? 0) + 1;
      const missed = (known?.missed ?? 0) + event.missed;
      const caughtUp = (known?.caughtUp ?? 0) + event.caughtUp;
      const fresh = {
        eventId: event.eventId,
        eventName: event.eventName,
        latestMissedAt: event.latestMissedAt,
        absenceId: absence.id,
        running: runningOf(event),
        ranByHand: event.ranByHand,
      };
      // The newest absence in which it missed something stands for all of them: one run makes up for every instant.
      const shown = known === undefined || known.latestMissedAt === undefined ? fresh : known;
      const words = times === 1 ? event.words : `${counted(missed, "run")} missed over ${counted(times, "absence")}`;
      events.set(event.eventId, { ...shown, missed, caughtUp, words, times });
    }
  }
  const sorted = [...events.values()].sort(
    (left, right) => urgency[left.running] - urgency[right.running] || right.missed - left.missed,
  );
  return {
    absences: open,
    earlierCount: Math.max(0, total - absences.length),
    total: totalWords(open),
    events: sorted.map(({ times: _times, ...event }) => event),
  };
}

/** The events that "run all" runs. */
export function toRun(summary: AwaySummary): readonly AwayEvent[] {
  return summary.events.filter(({ running, ranByHand }) => running === "offered" && ranByHand === undefined);
}
