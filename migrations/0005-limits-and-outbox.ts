import { guardedStates } from "./0004-guarded-states.ts";
import { oneOf, type Migration } from "./migration.ts";

/* The vocabularies as they were when this landed, and those of before. */
const formerSources = ["schedule", "manual", "retry"];
export const sources = [...formerSources, "action", "workflow", "webhook"];
const formerReasons = [
  "nonzero_exit",
  "timed_out",
  "cancelled",
  "connect_failed",
  "authentication_failed",
  "host_key_unknown",
  "host_key_changed",
  "session_failed",
  "server_missing",
  "docker_unavailable",
  "image_missing",
  "container_failed",
  "out_of_memory",
  "interpreter_missing",
  "secret_missing",
  "invalid_event",
  "disk_full",
  "lost",
  "internal",
];
export const reasons = [...formerReasons, "log_failed"];
const eventTypes = ["BASH", "PYTHON", "NODEJS", "HTTP_REQUEST", "TOOL_ACTION"];
const jobStatuses = [
  "queued",
  "claimed",
  "running",
  "completed",
  "failed",
  "timeout",
  "partial",
  "cancelled",
  "needs_attention",
];
const executionStatuses = ["starting", "running", "completed", "failed", "timeout", "cancelled", "unknown"];
const places = ["servers", "container", "this-computer"];
const triggers = ["ON_SUCCESS", "ON_FAILURE", "ALWAYS"];
const actionKinds = ["run_event", "call_url", "notify"];
const messageKinds = ["run_event", "call_url", "notify"];
const messageStatuses = ["pending", "delivered", "dead", "dismissed"];

export const jobColumns =
  "id, event_id, event_name, event_type, event_version, source, status, priority, exclusive, definition, input, targets, due_at, attempt, attempts_allowed, queued_at, available_at, claimed_at, started_at, finished_at, lease_owner, lease_until, cancel_requested_at, exit_code, failure_reason, failure_message, idempotency_key, occurrence_id";
export const executionColumns =
  "id, job_id, attempt, place, server_id, target, status, handle, discarded, exit_code, failure_reason, failure_message, survivors, created_at, started_at, finished_at, log_path, log_bytes, log_sha256";

interface Words {
  readonly sources: readonly string[];
  readonly reasons: readonly string[];
}

/** Its last column is that of the second change, which added it. */
export const jobsTable = (name: string, words: Words): string => `CREATE TABLE ${name} (
      id TEXT PRIMARY KEY,
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      event_name TEXT NOT NULL,
      event_type TEXT NOT NULL ${oneOf("event_type", eventTypes)},
      event_version INTEGER NOT NULL,
      source TEXT NOT NULL ${oneOf("source", words.sources)},
      status TEXT NOT NULL ${oneOf("status", jobStatuses)},
      priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
      exclusive INTEGER NOT NULL CHECK (exclusive IN (0, 1)),
      definition TEXT NOT NULL,
      input TEXT,
      targets TEXT NOT NULL DEFAULT '[]',
      due_at INTEGER,
      attempt INTEGER NOT NULL DEFAULT 0,
      attempts_allowed INTEGER NOT NULL CHECK (attempts_allowed >= 1),
      queued_at INTEGER NOT NULL,
      available_at INTEGER NOT NULL,
      claimed_at INTEGER,
      started_at INTEGER,
      finished_at INTEGER,
      lease_owner TEXT,
      lease_until INTEGER,
      cancel_requested_at INTEGER,
      exit_code INTEGER,
      failure_reason TEXT ${oneOf("failure_reason", words.reasons)},
      failure_message TEXT,
      idempotency_key TEXT UNIQUE,
      occurrence_id INTEGER,
      CHECK ((status IN ('claimed', 'running')) = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)),
      CHECK ((status IN ('completed', 'failed', 'timeout', 'partial', 'cancelled', 'needs_attention')) = (finished_at IS NOT NULL))
    ) STRICT`;

export const executionsTable = (name: string, words: Words): string => `CREATE TABLE ${name} (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      attempt INTEGER NOT NULL,
      place TEXT NOT NULL ${oneOf("place", places)},
      server_id INTEGER REFERENCES servers(id) ON DELETE SET NULL,
      target TEXT NOT NULL,
      status TEXT NOT NULL ${oneOf("status", executionStatuses)},
      handle TEXT,
      discarded INTEGER NOT NULL DEFAULT 0 CHECK (discarded IN (0, 1)),
      exit_code INTEGER,
      failure_reason TEXT ${oneOf("failure_reason", words.reasons)},
      failure_message TEXT,
      survivors TEXT NOT NULL DEFAULT '[]',
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      finished_at INTEGER,
      log_path TEXT NOT NULL,
      log_bytes INTEGER,
      log_sha256 TEXT,
      UNIQUE (job_id, attempt, target),
      CHECK ((status IN ('starting', 'running')) = (finished_at IS NULL))
    ) STRICT`;

/** What goes with a table when it is dropped. The index of waiting jobs answers alone whether a job may start. */
const indexes = (waitingColumns: string): readonly string[] => [
  `CREATE INDEX jobs_waiting ON jobs (${waitingColumns}) WHERE status = 'queued'`,
  `CREATE INDEX jobs_unfinished_by_event ON jobs (event_id, status) WHERE status IN ('queued', 'claimed', 'running')`,
  `CREATE INDEX jobs_by_event ON jobs (event_id, queued_at DESC)`,
  `CREATE INDEX jobs_by_time ON jobs (queued_at DESC, id DESC)`,
  `CREATE INDEX jobs_by_status ON jobs (status, queued_at DESC)`,
  `CREATE INDEX jobs_by_occurrence ON jobs (occurrence_id) WHERE occurrence_id IS NOT NULL`,
  `CREATE INDEX executions_unfinished ON executions (status) WHERE finished_at IS NULL`,
  `CREATE INDEX executions_by_server ON executions (server_id, created_at DESC) WHERE server_id IS NOT NULL`,
];
const formerWaiting = "priority DESC, available_at, queued_at";

/** Of a table made anew, word for word what was in the former one, but for these expressions. */
export function copy(
  from: string,
  to: string,
  columns: string,
  changed: Readonly<Record<string, string>> = {},
): string {
  const values = columns.split(", ").map((column) => changed[column] ?? column);
  return `INSERT INTO ${to} (${columns}) SELECT ${values.join(", ")} FROM ${from}`;
}

/**
 * How many may run at once of an event, on a server, in a group; which failures are tried again; how much of a log is
 * kept; how a run was stopped; and what is to be told or started once a job has ended.
 */
export const limitsAndOutbox: Migration = {
  version: 5,
  name: "limits and outbox",
  rebuildsTables: true,
  up: [
    jobsTable("next_jobs", { sources, reasons }),
    copy("jobs", "next_jobs", jobColumns, {
      // A key counts within its event from here on.
      idempotency_key: `CASE
        WHEN idempotency_key GLOB 'manual:*' AND NOT idempotency_key GLOB 'manual:' || event_id || ':*'
        THEN 'manual:' || event_id || substr(idempotency_key, length('manual:')) ELSE idempotency_key END`,
    }),
    `DROP TABLE jobs`,
    `ALTER TABLE next_jobs RENAME TO jobs`,
    `ALTER TABLE jobs ADD COLUMN servers_wanted TEXT`,
    `ALTER TABLE jobs ADD COLUMN request_hash TEXT`,
    `UPDATE jobs SET servers_wanted = json_extract(definition, '$.run')
      WHERE status IN ('queued', 'claimed', 'running') AND json_extract(definition, '$.run.on') = 'servers'`,
    executionsTable("next_executions", { sources, reasons }),
    copy("executions", "next_executions", executionColumns),
    `DROP TABLE executions`,
    `ALTER TABLE next_executions RENAME TO executions`,
    ...indexes(`${formerWaiting}, event_id, exclusive, servers_wanted`),
    ...guardedStates.up,
    `ALTER TABLE events ADD COLUMN concurrency INTEGER CHECK (concurrency BETWEEN 1 AND 500)`,
    `ALTER TABLE events ADD COLUMN retry_on TEXT`,
    `ALTER TABLE events ADD COLUMN log_limit_bytes INTEGER CHECK (log_limit_bytes > 0)`,
    `CREATE INDEX events_limited ON events (concurrency) WHERE concurrency IS NOT NULL`,
    `ALTER TABLE servers ADD COLUMN concurrency INTEGER CHECK (concurrency BETWEEN 1 AND 500)`,
    `CREATE INDEX servers_limited ON servers (concurrency) WHERE concurrency IS NOT NULL`,
    `CREATE TABLE group_limits (
      name TEXT PRIMARY KEY COLLATE NOCASE,
      concurrency INTEGER NOT NULL CHECK (concurrency BETWEEN 1 AND 500),
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `ALTER TABLE executions ADD COLUMN log_dropped_bytes INTEGER NOT NULL DEFAULT 0 CHECK (log_dropped_bytes >= 0)`,
    `ALTER TABLE executions ADD COLUMN stop_proof TEXT`,
    `CREATE TABLE conditional_actions (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      trigger TEXT NOT NULL ${oneOf("trigger", triggers)},
      kind TEXT NOT NULL ${oneOf("kind", actionKinds)},
      target_event_id INTEGER REFERENCES events(id) ON DELETE RESTRICT,
      url TEXT,
      secret_reference TEXT,
      UNIQUE (event_id, position),
      CHECK ((kind = 'run_event') = (target_event_id IS NOT NULL)),
      CHECK ((kind = 'call_url') = (url IS NOT NULL)),
      CHECK (secret_reference IS NULL OR kind = 'call_url')
    ) STRICT`,
    `CREATE INDEX conditional_actions_by_target ON conditional_actions (target_event_id) WHERE target_event_id IS NOT NULL`,
    `CREATE TABLE outbox (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL ${oneOf("kind", messageKinds)},
      trigger TEXT ${oneOf("trigger", triggers)},
      status TEXT NOT NULL ${oneOf("status", messageStatuses)},
      job_id TEXT,
      event_id INTEGER,
      event_name TEXT,
      subject TEXT NOT NULL,
      destination TEXT NOT NULL,
      target_event_id INTEGER,
      address TEXT,
      payload TEXT NOT NULL,
      secret_reference TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      attempts_allowed INTEGER NOT NULL CHECK (attempts_allowed >= 1),
      available_at INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      finished_at INTEGER,
      last_error TEXT,
      result TEXT,
      read_at INTEGER,
      CHECK ((status = 'pending') = (finished_at IS NULL))
    ) STRICT`,
    `CREATE INDEX outbox_waiting ON outbox (available_at) WHERE status = 'pending'`,
    `CREATE INDEX outbox_by_time ON outbox (created_at DESC, id DESC)`,
    `CREATE INDEX outbox_by_status ON outbox (status, created_at DESC)`,
    `CREATE INDEX outbox_by_job ON outbox (job_id) WHERE job_id IS NOT NULL`,
  ],
  down: [
    `DROP TABLE outbox`,
    `DROP TABLE conditional_actions`,
    `ALTER TABLE executions DROP COLUMN stop_proof`,
    `ALTER TABLE executions DROP COLUMN log_dropped_bytes`,
    `DROP TABLE group_limits`,
    `DROP INDEX servers_limited`,
    `ALTER TABLE servers DROP COLUMN concurrency`,
    `ALTER TABLE events DROP COLUMN log_limit_bytes`,
    `ALTER TABLE events DROP COLUMN retry_on`,
    `DROP INDEX events_limited`,
    `ALTER TABLE events DROP COLUMN concurrency`,
    jobsTable("former_jobs", { sources: formerSources, reasons: formerReasons }),
    copy("jobs", "former_jobs", jobColumns, {
      source: `CASE WHEN source IN ('action', 'workflow', 'webhook') THEN 'manual' ELSE source END`,
      failure_reason: `CASE failure_reason WHEN 'log_failed' THEN 'internal' ELSE failure_reason END`,
    }),
    `DROP TABLE jobs`,
    `ALTER TABLE former_jobs RENAME TO jobs`,
    executionsTable("former_executions", { sources: formerSources, reasons: formerReasons }),
    copy("executions", "former_executions", executionColumns, {
      failure_reason: `CASE failure_reason WHEN 'log_failed' THEN 'internal' ELSE failure_reason END`,
    }),
    `DROP TABLE executions`,
    `ALTER TABLE former_executions RENAME TO executions`,
    ...indexes(formerWaiting),
    ...guardedStates.up,
  ],
};
