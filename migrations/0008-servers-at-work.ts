import { copy, executionsTable, jobsTable, sources } from "./0005-limits-and-outbox.ts";
import {
  allExecutionColumns as formerExecutionColumns,
  allJobColumns,
  indexesAndTriggers,
  reasons as formerReasons,
} from "./0007-scripts-that-speak.ts";
import { oneOf, type Migration } from "./migration.ts";

/* The vocabularies as they were when this landed, and those of before. */
const newReasons = [
  "certificate_expired",
  "jump_failed",
  "payload_failed",
  "runner_failed",
  "server_disk_full",
  "server_read_only",
];
const reasons = [...formerReasons, ...newReasons];
const decisions = ["run", "catch_up", "skipped", "missed"];
const formerCauses = [
  "on_time",
  "caught_up",
  "overlap",
  "one_waits",
  "calendar",
  "runs_used_up",
  "not_caught_up",
  "superseded",
  "too_old",
  "over_cap",
];
const newCauses = ["on_server", "missed_on_server", "server_silent"];
const causes = [...formerCauses, ...newCauses];
const delegationStates = ["installing", "active", "revoking", "ended", "failed"];
const delegatedStates = ["pending", "running", "collected", "missed", "revoked"];

const executionColumns = `${formerExecutionColumns}, token_hash`;
const occurrenceColumns =
  "id, schedule_id, event_id, event_name, due_at, decided_at, decision, cause, reason, calendar, absence_id, job_id, hash";

const occurrencesTable = (name: string, words: readonly string[]): string => `CREATE TABLE ${name} (
      id INTEGER PRIMARY KEY,
      schedule_id INTEGER NOT NULL,
      event_id INTEGER NOT NULL,
      event_name TEXT NOT NULL,
      due_at INTEGER NOT NULL,
      decided_at INTEGER NOT NULL,
      decision TEXT NOT NULL ${oneOf("decision", decisions)},
      cause TEXT NOT NULL ${oneOf("cause", words)},
      reason TEXT NOT NULL,
      calendar TEXT,
      absence_id INTEGER,
      job_id TEXT,
      hash BLOB NOT NULL CHECK (length(hash) IN (0, 32)),
      UNIQUE (schedule_id, due_at),
      CHECK ((job_id IS NOT NULL) <= (decision IN ('run', 'catch_up'))),
      CHECK ((calendar IS NOT NULL) = (cause = 'calendar'))
    ) STRICT`;

const occurrenceIndexes = [
  `CREATE INDEX occurrences_by_event ON occurrences (event_id, due_at DESC, decision)`,
  `CREATE INDEX occurrences_by_due ON occurrences (due_at DESC, decision)`,
  `CREATE INDEX occurrences_missed ON occurrences (due_at) WHERE decision = 'missed'`,
  `CREATE INDEX occurrences_by_job ON occurrences (job_id) WHERE job_id IS NOT NULL`,
  `CREATE INDEX occurrences_by_absence ON occurrences (absence_id, event_id, decision, cause, due_at)
      WHERE absence_id IS NOT NULL`,
];

/** Makes the tables anew whose closed vocabularies have changed, with all that is in them. */
function rebuild(
  words: { readonly reasons: readonly string[]; readonly causes: readonly string[] },
  changed: {
    readonly reason?: Readonly<Record<string, string>>;
    readonly cause?: Readonly<Record<string, string>>;
  } = {},
): readonly string[] {
  return [
    jobsTable("next_jobs", { sources, reasons: words.reasons }),
    `ALTER TABLE next_jobs ADD COLUMN servers_wanted TEXT`,
    `ALTER TABLE next_jobs ADD COLUMN request_hash TEXT`,
    copy("jobs", "next_jobs", allJobColumns, changed.reason),
    `DROP TABLE jobs`,
    `ALTER TABLE next_jobs RENAME TO jobs`,
    executionsTable("next_executions", { sources, reasons: words.reasons }),
    `ALTER TABLE next_executions ADD COLUMN log_dropped_bytes INTEGER NOT NULL DEFAULT 0 CHECK (log_dropped_bytes >= 0)`,
    `ALTER TABLE next_executions ADD COLUMN stop_proof TEXT`,
    `ALTER TABLE next_executions ADD COLUMN token_hash TEXT`,
    copy("executions", "next_executions", executionColumns, changed.reason),
    `DROP TABLE executions`,
    `ALTER TABLE next_executions RENAME TO executions`,
    ...indexesAndTriggers.filter((statement) => !/ ON (conditional_actions|outbox) /.test(statement)),
    occurrencesTable("next_occurrences", words.causes),
    copy("occurrences", "next_occurrences", occurrenceColumns, changed.cause),
    `DROP TABLE occurrences`,
    `ALTER TABLE next_occurrences RENAME TO occurrences`,
    ...occurrenceIndexes,
  ];
}

/**
 * What is known and chosen of servers and their groups; how work is spread over several of them; archives of scripts
 * that are kept on them; and schedules that are left to them for a while.
 */
export const serversAtWork: Migration = {
  version: 8,
  name: "servers at work",
  rebuildsTables: true,
  up: [
    ...rebuild({ reasons, causes }),
    // How its scripts reached the runtime API: through a tunnel, or by files that came along.
    `ALTER TABLE executions ADD COLUMN runtime_way TEXT ${oneOf("runtime_way", ["tunnel", "bundled"])}`,
    // The job that this one does again, on those servers alone where it failed.
    `ALTER TABLE jobs ADD COLUMN retry_of TEXT`,
    // How its work is spread over several servers, as JSON.
    `ALTER TABLE events ADD COLUMN rollout TEXT NOT NULL DEFAULT '{}'`,
    // What differs from its groups, or from the usual, as JSON.
    `ALTER TABLE servers ADD COLUMN options TEXT NOT NULL DEFAULT '{}'`,
    `ALTER TABLE servers ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'`,
    // What the last look at it found, as JSON.
    `ALTER TABLE servers ADD COLUMN facts TEXT`,
    `ALTER TABLE servers ADD COLUMN facts_at INTEGER`,
    // While it cannot be reached nothing is begun on it before this moment; null: it can.
    `ALTER TABLE servers ADD COLUMN held_until INTEGER`,
    `ALTER TABLE servers ADD COLUMN held_since INTEGER`,
    `ALTER TABLE servers ADD COLUMN held_reason TEXT`,
    `CREATE INDEX servers_held ON servers (held_until) WHERE held_until IS NOT NULL`,
    `CREATE TABLE group_options (
      name TEXT PRIMARY KEY COLLATE NOCASE,
      options TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    // One row for each look at a server.
    `CREATE TABLE server_checks (
      server_id INTEGER NOT NULL REFERENCES servers(id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      reachable INTEGER NOT NULL CHECK (reachable IN (0, 1)),
      latency_ms INTEGER,
      load REAL,
      memory_used INTEGER,
      memory_total INTEGER,
      disk_used INTEGER,
      disk_total INTEGER,
      PRIMARY KEY (server_id, at)
    ) STRICT, WITHOUT ROWID`,
    // The archives that were built of versions of events; several versions may share one.
    `CREATE TABLE payloads (
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      event_version INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      created_at INTEGER NOT NULL,
      PRIMARY KEY (event_id, event_version)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX payloads_by_content ON payloads (sha256)`,
    // A schedule that is left to a server for a while.
    `CREATE TABLE delegations (
      id TEXT PRIMARY KEY,
      event_id INTEGER NOT NULL,
      event_name TEXT NOT NULL,
      event_version INTEGER NOT NULL,
      schedule_id INTEGER NOT NULL,
      server_id INTEGER REFERENCES servers(id) ON DELETE SET NULL,
      server_name TEXT NOT NULL,
      state TEXT NOT NULL ${oneOf("state", delegationStates)},
      timer TEXT ${oneOf("timer", ["systemd", "cron"])},
      from_at INTEGER NOT NULL,
      until_at INTEGER NOT NULL,
      -- Every instant of it up to and including this one is in the ledger.
      collected_at INTEGER NOT NULL,
      heard_at INTEGER,
      problem TEXT,
      definition TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      ended_at INTEGER,
      CHECK (until_at > from_at),
      CHECK ((state IN ('ended', 'failed')) = (ended_at IS NOT NULL))
    ) STRICT`,
    `CREATE UNIQUE INDEX one_delegation_per_schedule ON delegations (schedule_id) WHERE ended_at IS NULL`,
    `CREATE INDEX delegations_by_server ON delegations (server_id)`,
    // The instants that a server was given, and what became of each.
    `CREATE TABLE delegated_runs (
      delegation_id TEXT NOT NULL REFERENCES delegations(id) ON DELETE CASCADE,
      due_at INTEGER NOT NULL,
      state TEXT NOT NULL ${oneOf("state", delegatedStates)},
      job_id TEXT NOT NULL,
      execution_id TEXT NOT NULL,
      PRIMARY KEY (delegation_id, due_at)
    ) STRICT, WITHOUT ROWID`,
  ],
  down: [
    `DROP TABLE delegated_runs`,
    `DROP TABLE delegations`,
    `DROP TABLE payloads`,
    `DROP TABLE server_checks`,
    `DROP TABLE group_options`,
    `DROP INDEX servers_held`,
    `ALTER TABLE servers DROP COLUMN held_reason`,
    `ALTER TABLE servers DROP COLUMN held_since`,
    `ALTER TABLE servers DROP COLUMN held_until`,
    `ALTER TABLE servers DROP COLUMN facts_at`,
    `ALTER TABLE servers DROP COLUMN facts`,
    `ALTER TABLE servers DROP COLUMN tags`,
    `ALTER TABLE servers DROP COLUMN options`,
    `ALTER TABLE events DROP COLUMN rollout`,
    ...rebuild(
      { reasons: formerReasons, causes: formerCauses },
      {
        reason: {
          failure_reason: `CASE WHEN failure_reason IN (${newReasons.map((reason) => `'${reason}'`).join(", ")})
        THEN 'session_failed' ELSE failure_reason END`,
        },
        cause: {
          cause: `CASE cause WHEN 'on_server' THEN 'on_time' WHEN 'missed_on_server' THEN 'not_caught_up'
        WHEN 'server_silent' THEN 'not_caught_up' ELSE cause END`,
        },
      },
    ),
  ],
};
