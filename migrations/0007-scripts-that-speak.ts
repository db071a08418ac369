import { guardedStates } from "./0004-guarded-states.ts";
import {
  copy,
  executionColumns,
  executionsTable,
  jobColumns,
  jobsTable,
  reasons as formerReasons,
  sources,
} from "./0005-limits-and-outbox.ts";
import { endedJobs } from "./0006-ended-jobs.ts";
import { oneOf, type Migration } from "./migration.ts";

/* The vocabularies as they were when this landed, and those of before. */
export const reasons = [...formerReasons, "no_answer", "address_refused", "answer_error", "answer_unexpected"];
const formerTriggers = ["ON_SUCCESS", "ON_FAILURE", "ALWAYS"];
const triggers = [...formerTriggers, "ON_CONDITION"];
const actionKinds = ["run_event", "call_url", "notify"];
const messageKinds = ["run_event", "call_url", "notify"];
const messageStatuses = ["pending", "delivered", "dead", "dismissed"];

export const allJobColumns = `${jobColumns}, servers_wanted, request_hash`;
export const allExecutionColumns = `${executionColumns}, log_dropped_bytes, stop_proof`;
const actionColumns = "id, event_id, position, trigger, kind, target_event_id, url, secret_reference";
const outboxColumns =
  "id, kind, trigger, status, job_id, event_id, event_name, subject, destination, target_event_id, address, payload, secret_reference, attempts, attempts_allowed, available_at, created_at, finished_at, last_error, result, read_at";

const actionsTable = (name: string, words: readonly string[]): string => `CREATE TABLE ${name} (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      trigger TEXT NOT NULL ${oneOf("trigger", words)},
      kind TEXT NOT NULL ${oneOf("kind", actionKinds)},
      target_event_id INTEGER REFERENCES events(id) ON DELETE RESTRICT,
      url TEXT,
      secret_reference TEXT,
      UNIQUE (event_id, position),
      CHECK ((kind = 'run_event') = (target_event_id IS NOT NULL)),
      CHECK ((kind = 'call_url') = (url IS NOT NULL)),
      CHECK (secret_reference IS NULL OR kind = 'call_url')
    ) STRICT`;

const outboxTable = (name: string, words: readonly string[]): string => `CREATE TABLE ${name} (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL ${oneOf("kind", messageKinds)},
      trigger TEXT ${oneOf("trigger", words)},
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
    ) STRICT`;

/** What goes with a table when it is dropped, and is made again. */
export const indexesAndTriggers: readonly string[] = [
  `CREATE INDEX jobs_waiting ON jobs (priority DESC, available_at, queued_at, event_id, exclusive, servers_wanted) WHERE status = 'queued'`,
  `CREATE INDEX jobs_by_event ON jobs (event_id, queued_at DESC)`,
  `CREATE INDEX jobs_by_occurrence ON jobs (occurrence_id) WHERE occurrence_id IS NOT NULL`,
  `CREATE INDEX executions_unfinished ON executions (status) WHERE finished_at IS NULL`,
  `CREATE INDEX executions_by_server ON executions (server_id, created_at DESC) WHERE server_id IS NOT NULL`,
  ...endedJobs.up.filter((statement) => /^CREATE (INDEX|TRIGGER)/.test(statement)),
  ...guardedStates.up,
  `CREATE INDEX conditional_actions_by_target ON conditional_actions (target_event_id) WHERE target_event_id IS NOT NULL`,
  `CREATE INDEX outbox_waiting ON outbox (available_at) WHERE status = 'pending'`,
  `CREATE INDEX outbox_by_time ON outbox (created_at DESC, id DESC)`,
  `CREATE INDEX outbox_by_status ON outbox (status, created_at DESC)`,
  `CREATE INDEX outbox_by_job ON outbox (job_id) WHERE job_id IS NOT NULL`,
];

/** Makes the tables anew whose closed vocabularies have changed, with all that is in them. */
function rebuild(
  words: { readonly reasons: readonly string[]; readonly triggers: readonly string[] },
  changed: {
    readonly reason?: Readonly<Record<string, string>>;
    readonly trigger?: Readonly<Record<string, string>>;
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
    copy("executions", "next_executions", allExecutionColumns, changed.reason),
    `DROP TABLE executions`,
    `ALTER TABLE next_executions RENAME TO executions`,
    actionsTable("next_actions", words.triggers),
    copy("conditional_actions", "next_actions", actionColumns),
    `DROP TABLE conditional_actions`,
    `ALTER TABLE next_actions RENAME TO conditional_actions`,
    outboxTable("next_outbox", words.triggers),
    copy("outbox", "next_outbox", outboxColumns, changed.trigger),
    `DROP TABLE outbox`,
    `ALTER TABLE next_outbox RENAME TO outbox`,
    ...indexesAndTriggers,
  ];
}

/**
 * What scripts tell the program while they run, and what is known of them then: the token of an execution, output,
 * condition and progress, what it used, the files it left; variables with words, secrets and whoever uses them; events
 * that are HTTP requests; what a container may use.
 */
export const scriptsThatSpeak: Migration = {
  version: 7,
  name: "scripts that speak",
  rebuildsTables: true,
  up: [
    ...rebuild({ reasons, triggers }),
    // SHA-256, hex, of the token that opens the runtime API to it; null once it has ended.
    `ALTER TABLE executions ADD COLUMN token_hash TEXT`,
    `CREATE TABLE execution_reports (
      execution_id TEXT PRIMARY KEY REFERENCES executions(id) ON DELETE CASCADE,
      output TEXT,
      condition INTEGER CHECK (condition IN (0, 1)),
      progress REAL CHECK (progress BETWEEN 0 AND 1),
      progress_message TEXT,
      updated_at INTEGER NOT NULL
    ) STRICT`,
    `CREATE TABLE execution_usage (
      execution_id TEXT PRIMARY KEY REFERENCES executions(id) ON DELETE CASCADE,
      samples TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT`,
    `CREATE TABLE artifacts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      execution_id TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      sha256 TEXT NOT NULL,
      stored_path TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      UNIQUE (execution_id, path)
    ) STRICT`,
    // What was answered to a call that may be asked again, by the key its caller gave it.
    `CREATE TABLE runtime_calls (
      execution_id TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
      call_key TEXT NOT NULL,
      request_hash TEXT NOT NULL,
      answer TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (execution_id, call_key)
    ) STRICT, WITHOUT ROWID`,
    `ALTER TABLE variables ADD COLUMN description TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE variables ADD COLUMN version INTEGER NOT NULL DEFAULT 1`,
    // Of a secret variable the value is JSON null; the vault has it under this reference.
    `ALTER TABLE variables ADD COLUMN secret_reference TEXT`,
    `ALTER TABLE variables ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE variables ADD COLUMN updated_by TEXT NOT NULL DEFAULT 'user'`,
    `UPDATE variables SET created_at = updated_at`,
    `CREATE TABLE variable_uses (
      key TEXT NOT NULL,
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      kind TEXT NOT NULL ${oneOf("kind", ["read", "write"])},
      count INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      last_job_id TEXT NOT NULL,
      PRIMARY KEY (key, event_id, kind)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX variable_uses_by_event ON variable_uses (event_id)`,
    // Of an HTTP_REQUEST event: what is asked, as JSON.
    `ALTER TABLE events ADD COLUMN request TEXT`,
    // What differs from the usual of a container, as JSON.
    `ALTER TABLE events ADD COLUMN container_settings TEXT NOT NULL DEFAULT '{}'`,
    // Files that are laid beside the script, as a JSON list.
    `ALTER TABLE events ADD COLUMN files TEXT NOT NULL DEFAULT '[]'`,
  ],
  down: [
    `ALTER TABLE events DROP COLUMN files`,
    `ALTER TABLE events DROP COLUMN container_settings`,
    `ALTER TABLE events DROP COLUMN request`,
    `DROP TABLE variable_uses`,
    `DELETE FROM variables WHERE secret_reference IS NOT NULL`,
    `ALTER TABLE variables DROP COLUMN updated_by`,
    `ALTER TABLE variables DROP COLUMN created_at`,
    `ALTER TABLE variables DROP COLUMN secret_reference`,
    `ALTER TABLE variables DROP COLUMN version`,
    `ALTER TABLE variables DROP COLUMN description`,
    `DROP TABLE runtime_calls`,
    `DROP TABLE artifacts`,
    `DROP TABLE execution_usage`,
    `DROP TABLE execution_reports`,
    `DELETE FROM conditional_actions WHERE trigger = 'ON_CONDITION'`,
    ...rebuild(
      { reasons: formerReasons, triggers: formerTriggers },
      {
        reason: {
          failure_reason: `CASE WHEN failure_reason IN ('no_answer', 'address_refused', 'answer_error', 'answer_unexpected')
        THEN 'internal' ELSE failure_reason END`,
        },
        trigger: { trigger: `CASE trigger WHEN 'ON_CONDITION' THEN 'ON_SUCCESS' ELSE trigger END` },
      },
    ),
  ],
};
