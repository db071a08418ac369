import { CompiledQuery } from "kysely";
import type {
  Database,
  EventRow,
  JobRow,
  OccurrenceOutcomeRow,
  OccurrenceRow,
  ScheduleRow,
} from "../../store/tables.ts";

/** What is committed, read by a connection of its own. */
export interface Observation {
  readonly rows: readonly OccurrenceRow[];
  readonly outcomes: readonly OccurrenceOutcomeRow[];
  readonly events: readonly EventRow[];
  /** Open versions only. */
  readonly schedules: readonly ScheduleRow[];
  /** Unfinished ones and those that wait for a person. */
  readonly jobs: readonly JobRow[];
}

/** How far the ledger has been read. */
export interface ReadPosition {
  lastRow: number;
  lastOutcome: number;
  /** SQLite's own count of what others have committed: when it stands still, nothing has changed. */
  dataVersion: number;
}

/** Everything new in the ledger and the state of the rest. @returns undefined when nothing was committed since */
export async function observe(database: Database, position: ReadPosition): Promise<Observation | undefined> {
  const [version] = await query<{ data_version: number }>(database, "PRAGMA data_version");
  if (version?.data_version === position.dataVersion) return undefined;
  position.dataVersion = version?.data_version ?? 0;
  const rows = await query<OccurrenceRow>(
    database,
    "SELECT * FROM occurrences WHERE id > ? ORDER BY id",
    position.lastRow,
  );
  const outcomes = await query<OccurrenceOutcomeRow>(
    database,
    "SELECT * FROM occurrence_outcomes WHERE id > ? ORDER BY id",
    position.lastOutcome,
  );
  position.lastRow = rows.at(-1)?.id ?? position.lastRow;
  position.lastOutcome = outcomes.at(-1)?.id ?? position.lastOutcome;
  return {
    rows,
    outcomes,
    events: await query<EventRow>(database, "SELECT * FROM events"),
    schedules: await query<ScheduleRow>(database, "SELECT * FROM schedules WHERE closed_at IS NULL"),
    jobs: await query<JobRow>(
      database,
      "SELECT * FROM jobs WHERE status IN ('queued', 'claimed', 'running', 'needs_attention')",
    ),
  };
}

/** Plain SQL, so that looking costs little beside what is looked at. */
export async function query<Row>(database: Database, sql: string, ...values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await database.executeQuery<Row>(CompiledQuery.raw(sql, [...values]));
  return rows;
}
