import { randomIds } from "../electron/base/ids.ts";
import { canonicalRow, chainHash, sealedOccurrence, sealedOutcome } from "../electron/schedule/ledger-chain.ts";
import { openConnection, type Connection } from "../electron/store/connection.ts";
import type {
  ExecutionRow,
  JobRow,
  LedgerChainRow,
  OccurrenceOutcomeRow,
  OccurrenceRow,
} from "../electron/store/tables.ts";
import { createSeededRandom } from "../electron/testing/seeded-random.ts";
import type { FinalJobStatus } from "../shared/words.ts";

/** Jobs written in one transaction. */
const portion = 20_000;
/** The jobs are spread over so many days before now, evenly, unless told otherwise. */
export const spreadDays = 80;
const dayMs = 86_400_000;

export interface FinishedJobs {
  readonly count: number;
  /** The newest of them ended shortly before, epoch milliseconds. */
  readonly now: number;
  readonly days?: number;
}

/**
 * Fills a database with finished jobs of the events it holds, as years of work leave them: executions, three quarters
 * of them made by schedules, with their sealed rows in the ledger. What guards single changes is taken away for the time
 * of the writing, and so are the indexes where there are no jobs yet: that takes a minute instead of an hour.
 */
export function fillWithFinishedJobs(path: string, { count, now, days = spreadDays }: FinishedJobs): void {
  const connection = openConnection(path);
  try {
    connection.pragma("synchronous = OFF");
    connection.pragma("cache_size = -200000");
    const restore = takeAwayGuards(connection);
    const write = createWriters(connection);
    for (let first = 0; first < count; first += portion) {
      connection.transaction(() => {
        for (let index = first; index < Math.min(first + portion, count); index++)
          write.row(index, now - ((count - index) / count) * days * dayMs);
        write.sums();
      })();
    }
    restore();
    connection.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    connection.close();
  }
}

/** @returns what puts them back */
function takeAwayGuards(connection: Connection): () => void {
  const isEmpty = connection.prepare("SELECT 1 FROM jobs LIMIT 1").get() === undefined;
  const guards = connection
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")
    .all() as { type: string; name: string; sql: string }[];
  const own = guards.filter(
    ({ type, sql }) =>
      (isEmpty || type === "trigger") && / ON (jobs|executions|occurrences|occurrence_outcomes)\b/.test(sql),
  );
  for (const { type, name } of own) connection.exec(`DROP ${type} ${name}`);
  return () => {
    for (const { sql } of own) connection.exec(sql);
  };
}

const outcomes: readonly { readonly status: FinalJobStatus; readonly reason: string | null; readonly share: number }[] =
  [
    { status: "completed", reason: null, share: 0.93 },
    { status: "failed", reason: "nonzero_exit", share: 0.05 },
    { status: "timeout", reason: "timed_out", share: 0.01 },
    { status: "cancelled", reason: "cancelled", share: 0.0099 },
    { status: "needs_attention", reason: "lost", share: 0.0001 },
  ];

interface Writers {
  /** @param due epoch milliseconds */
  row(index: number, due: number): void;
  /** Says in the ledger where its chains end by now, and how many jobs there are more. */
  sums(): void;
}

function createWriters(connection: Connection): Writers {
  const random = createSeededRandom(1);
  const events = connection.prepare("SELECT id, name FROM events ORDER BY id").all() as { id: number; name: string }[];
  const servers = connection.prepare("SELECT id, name FROM servers ORDER BY id").all() as typeof events;
  const schedules = new Map(
    connection.prepare("SELECT event_id, id FROM schedules").raw().all() as (readonly [number, number])[],
  );
  const definition = JSON.stringify({
    type: "BASH",
    script: `${"# what a script of ordinary length says\n".repeat(12)}echo done\n`,
    run: { on: "this-computer" },
    environment: [],
    timeoutMs: 60_000,
    retries: { max: 0, delayMs: 5_000, factor: 2 },
    onUnknown: "needs_attention",
  });
  const insert = {
    job: inserter<Partial<JobRow>>(connection, "jobs"),
    execution: inserter<Partial<ExecutionRow>>(connection, "executions"),
    occurrence: inserter<OccurrenceRow>(connection, "occurrences"),
    outcome: inserter<OccurrenceOutcomeRow>(connection, "occurrence_outcomes"),
  };
  // What triggers keep of jobs that end.
  const addCount = connection.prepare(
    "INSERT INTO ended_counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  const listForServer = connection.prepare("INSERT INTO server_jobs VALUES (?, ?, ?, ?, ?)");
  const counts = new Map<string, number>();
  const endChain = connection.prepare("UPDATE ledger_chains SET last_id = ?, last_hash = ? WHERE name = ?");
  const chains = new Map(
    (connection.prepare("SELECT * FROM ledger_chains").all() as LedgerChainRow[]).map((chain) => [chain.name, chain]),
  );
  let occurrenceHash: Uint8Array = chains.get("occurrences")?.last_hash ?? new Uint8Array();
  let outcomeHash: Uint8Array = chains.get("outcomes")?.last_hash ?? new Uint8Array();
  // Every occurrence has its outcome here, so that both chains are as long.
  let ledgerRows = chains.get("occurrences")?.last_id ?? 0;

  function row(index: number, dueAt: number): void {
    const event = events[index % events.length];
    if (event === undefined) throw new Error("the database holds no events");
    const due = Math.floor(dueAt);
    const queued = due + random.integer(0, 900);
    const started = queued + random.integer(5, 400);
    const finished = started + random.integer(20, 90_000);
    let left = random.integer(0, 9_999) / 10_000;
    const outcome = outcomes.find(({ share }) => (left -= share) < 0) ?? { status: "completed" as const, reason: null };
    const exitCode = outcome.status === "completed" ? 0 : 1;
    const id = randomIds.job();
    const scheduleId = schedules.get(event.id);
    const bySchedule = scheduleId !== undefined && index % 4 !== 3;
    const ends = { exit_code: exitCode, failure_reason: outcome.reason as JobRow["failure_reason"] };
    const failureMessage = outcome.reason === null ? null : "It said why on its last line";
    const on = servers.length > 0 && event.id % 2 === 0 ? servers[event.id % servers.length] : undefined;
    const target = on?.name ?? "this-computer";
    insert.job({
      id,
      event_id: event.id,
      event_name: event.name,
      event_type: "BASH",
      event_version: 1,
      source: bySchedule ? "schedule" : "manual",
      status: outcome.status,
      priority: 1,
      exclusive: 0,
      definition,
      targets: JSON.stringify([target]),
      due_at: bySchedule ? due : null,
      attempt: 1,
      attempts_allowed: 1,
      queued_at: queued,
      available_at: queued,
      claimed_at: started,
      started_at: started,
      finished_at: finished,
      failure_message: failureMessage,
      occurrence_id: bySchedule ? ledgerRows + 1 : null,
      ...ends,
    });
    const executionId = `exec_${id}_${String(started)}`;
    insert.execution({
      id: executionId,
      job_id: id,
      attempt: 1,
      place: on === undefined ? "this-computer" : "servers",
      server_id: on?.id ?? null,
      target,
      status: outcome.status === "needs_attention" ? "unknown" : (outcome.status as ExecutionRow["status"]),
      handle: `{"spool":"${executionId}","process":12345,"startedAt":${String(started)}}`,
      discarded: 1,
      failure_message: failureMessage,
      created_at: started,
      started_at: started,
      finished_at: finished,
      log_path: `logs/${new Date(started).toISOString().slice(0, 7)}/${executionId}.log`,
      log_bytes: 1_234,
      log_sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ...ends,
    });
    const counted = JSON.stringify([event.id, event.name, outcome.status]);
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
    if (on !== undefined) listForServer.run(on.id, outcome.status, queued, id, event.id);
    if (!bySchedule) return;
    ledgerRows += 1;
    const occurrence = {
      id: ledgerRows,
      schedule_id: scheduleId,
      event_id: event.id,
      event_name: event.name,
      due_at: due,
      decided_at: queued,
      decision: "run" as const,
      cause: "on_time" as const,
      reason: "",
      calendar: null,
      absence_id: null,
      job_id: id,
    };
    occurrenceHash = chainHash(occurrenceHash, canonicalRow(occurrence, sealedOccurrence));
    insert.occurrence({ ...occurrence, hash: occurrenceHash });
    const told = {
      id: ledgerRows,
      occurrence_id: ledgerRows,
      job_id: id,
      by_hand: 0,
      status: outcome.status,
      queued_at: queued,
      started_at: started,
      finished_at: finished,
      recorded_at: finished,
      ...ends,
    };
    outcomeHash = chainHash(outcomeHash, canonicalRow(told, sealedOutcome));
    insert.outcome({ ...told, hash: outcomeHash });
  }

  return {
    row,
    sums() {
      for (const [key, count] of counts) addCount.run(...(JSON.parse(key) as unknown[]), count);
      counts.clear();
      endChain.run(ledgerRows, occurrenceHash, "occurrences");
      endChain.run(ledgerRows, outcomeHash, "outcomes");
    },
  };
}

/** Prepares the statement with the first row: all have the same columns. */
function inserter<Row extends object>(connection: Connection, table: string): (row: Row) => void {
  let statement: ReturnType<Connection["prepare"]> | undefined;
  return (row) => {
    const columns = Object.keys(row);
    statement ??= connection.prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
    statement.run(Object.values(row));
  };
}
