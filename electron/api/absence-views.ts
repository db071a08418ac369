import type { AbsenceView, AbsentEvent } from "../../shared/absence.ts";
import { describeAbsentEvent } from "../schedule/absence-words.ts";
import { countAbsence, latestMissed, namesOfEvents, type AbsenceCount, type MissedInstant } from "../store/absences.ts";
import type { AbsenceRow, Database } from "../store/tables.ts";
import { latestRuns } from "./occurrence-views.ts";

/** An absence with what it did to each event. */
export async function viewAbsence(database: Database, row: AbsenceRow): Promise<AbsenceView> {
  const counts = await countAbsence(database, row.id);
  const byEvent = Map.groupBy(counts, ({ event_id: eventId }) => eventId);
  const names = await namesOfEvents(database, [...byEvent.keys()]);
  const missed = await missedByEvent(database, row.id);
  const runs = await latestRuns(
    database,
    [...missed.values()].map(({ id }) => ({ id, job_id: null })),
  );
  const events = [...byEvent].map(([eventId, own]): AbsentEvent => {
    const latest = missed.get(eventId);
    const named = names.get(eventId);
    return {
      eventId,
      eventName: named?.name ?? latest?.event_name ?? `event ${String(eventId)}`,
      exists: named?.exists ?? false,
      ...countDecisions(own),
      latestMissedAt: latest?.due_at,
      latestCaughtUp: isLatestCaughtUp(own, latest),
      words: describeAbsentEvent(new Map(own.map(({ cause, count }) => [cause, count]))),
      ranByHand: latest === undefined ? undefined : runs.get(latest.id)?.jobId,
    };
  });
  events.sort((left, right) => right.missed - left.missed || left.eventName.localeCompare(right.eventName));
  return {
    id: row.id,
    fromAt: row.from_at,
    untilAt: row.until_at,
    cause: row.cause,
    acknowledgedAt: row.acknowledged_at ?? undefined,
    ...countDecisions(counts),
    events,
  };
}

/** The latest missed instant of each event; of two rows for one instant the later. */
async function missedByEvent(database: Database, absenceId: number): Promise<ReadonlyMap<number, MissedInstant>> {
  const missed = await latestMissed(database, absenceId);
  return new Map(missed.toSorted((left, right) => left.id - right.id).map((instant) => [instant.event_id, instant]));
}

function countDecisions(counts: readonly AbsenceCount[]): Pick<AbsenceView, "due" | "caughtUp" | "missed" | "skipped"> {
  const sum = (...decisions: readonly AbsenceCount["decision"][]): number =>
    counts.reduce((total, { decision, count }) => total + (decisions.includes(decision) ? count : 0), 0);
  return {
    due: counts.reduce((total, { count }) => total + count, 0),
    caughtUp: sum("catch_up", "run"),
    missed: sum("missed"),
    skipped: sum("skipped"),
  };
}

/** Superseded means that a later one was chosen in its stead, be it one that was still on time. */
function isLatestCaughtUp(counts: readonly AbsenceCount[], missed: MissedInstant | undefined): boolean {
  if (counts.some(({ cause, latest_due_at: at }) => cause === "superseded" && at === missed?.due_at)) return true;
  const caughtUp = counts.filter(({ decision }) => decision === "catch_up" || decision === "run");
  return caughtUp.some(({ latest_due_at: at }) => missed === undefined || at > missed.due_at);
}
