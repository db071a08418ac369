import type { AbsenceView, AbsentEvent } from "../../shared/absence.ts";
import { describeAbsentEvent } from "../schedule/absence-words.ts";
import {
  countAbsences,
  latestMissed,
  namesOfEvents,
  type AbsenceCount,
  type MissedInstant,
} from "../store/absences.ts";
import type { AbsenceRow, Database } from "../store/tables.ts";
import { latestRuns } from "./occurrence-views.ts";

/** An absence with what it did to each event. */
export async function viewAbsence(database: Database, row: AbsenceRow): Promise<AbsenceView> {
  return describeAbsence(row, await readFacts(database, [row.id]));
}

/** The same of several, in as few queries. */
export async function viewAbsences(database: Database, rows: readonly AbsenceRow[]): Promise<AbsenceView[]> {
  const facts = await readFacts(
    database,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => describeAbsence(row, facts));
}

/** What was due in some absences, by absence, and what is known of their events. */
interface AbsenceFacts {
  readonly counts: ReadonlyMap<number, readonly AbsenceCount[]>;
  readonly missed: Awaited<ReturnType<typeof latestMissed>>;
  readonly names: Awaited<ReturnType<typeof namesOfEvents>>;
  readonly runs: Awaited<ReturnType<typeof latestRuns>>;
}

async function readFacts(database: Database, ids: readonly number[]): Promise<AbsenceFacts> {
  const [counts, missed] = await Promise.all([countAbsences(database, ids), latestMissed(database, ids)]);
  const instants = [...missed.values()].flatMap((own) => [...own.values()]);
  const [names, runs] = await Promise.all([
    namesOfEvents(database, [...new Set(counts.map(({ event_id: eventId }) => eventId))]),
    latestRuns(
      database,
      instants.map(({ id }) => ({ id, job_id: null })),
    ),
  ]);
  return { counts: Map.groupBy(counts, ({ absence_id: absenceId }) => absenceId), missed, names, runs };
}

function describeAbsence(row: AbsenceRow, facts: AbsenceFacts): AbsenceView {
  const { names, runs } = facts;
  const counts = facts.counts.get(row.id) ?? [];
  const byEvent = Map.groupBy(counts, ({ event_id: eventId }) => eventId);
  const events = [...byEvent].map(([eventId, own]): AbsentEvent => {
    const latest = facts.missed.get(row.id)?.get(eventId);
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
