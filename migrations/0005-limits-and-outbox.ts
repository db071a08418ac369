import { oneOf, type Migration } from "./migration.ts";

/* The vocabularies as they are while this lands. */
const triggers = ["ON_SUCCESS", "ON_FAILURE", "ALWAYS"];
const actionKinds = ["run_event", "call_url", "notify"];
const messageKinds = ["run_event", "call_url", "notify"];
const messageStatuses = ["pending", "delivered", "dead", "dismissed"];

/**
 * How many may run at once of an event, on a server, in a group; which failures are tried again; how much of a log is
 * kept; how a run was stopped; and what is to be told or started once a job has ended.
 */
export const limitsAndOutbox: Migration = {
  version: 5,
  name: "limits and outbox",
  up: [
    `ALTER TABLE events ADD COLUMN concurrency INTEGER CHECK (concurrency BETWEEN 1 AND 500)`,
    `ALTER TABLE events ADD COLUMN retry_on TEXT`,
    `ALTER TABLE events ADD COLUMN log_limit_bytes INTEGER CHECK (log_limit_bytes > 0)`,
    `ALTER TABLE servers ADD COLUMN concurrency INTEGER CHECK (concurrency BETWEEN 1 AND 500)`,
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
      status TEXT NOT NULL ${oneOf("status", messageStatuses)},
      job_id TEXT,
      event_id INTEGER,
      event_name TEXT,
      subject TEXT NOT NULL,
      destination TEXT NOT NULL,
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
    `ALTER TABLE servers DROP COLUMN concurrency`,
    `ALTER TABLE events DROP COLUMN log_limit_bytes`,
    `ALTER TABLE events DROP COLUMN retry_on`,
    `ALTER TABLE events DROP COLUMN concurrency`,
  ],
};
