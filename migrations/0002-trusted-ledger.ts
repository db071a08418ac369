import { oneOf, type Migration } from "./migration.ts";

/*
 * The vocabularies as they were when this landed, so that the text of this change stays what it was.
 */
const scheduleKinds = ["cron", "interval", "once"];
const missedPolicies = ["none", "latest", "all"];
const overlapPolicies = ["allow", "skip", "queue", "replace"];
const decisions = ["run", "catch_up", "skipped", "missed"];
const causes = [
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
const finalStatuses = ["completed", "failed", "timeout", "partial", "cancelled", "needs_attention"];
const closings = ["edited", "status", "deleted"];
const absenceCauses = ["stopped", "asleep"];
const attachmentKinds = ["everything", "event", "tag", "server"];

const times = `
  kind TEXT NOT NULL ${oneOf("kind", scheduleKinds)},
  cron TEXT,
  every_ms INTEGER CHECK (every_ms > 0),
  anchor_at INTEGER,
  once_at INTEGER,
  timezone TEXT NOT NULL,`;
const policies = `
  missed TEXT NOT NULL ${oneOf("missed", missedPolicies)},
  missed_window_ms INTEGER NOT NULL,
  missed_cap INTEGER NOT NULL,
  overlap TEXT NOT NULL ${oneOf("overlap", overlapPolicies)},
  jitter_ms INTEGER NOT NULL CHECK (jitter_ms >= 0),`;
const progress = `
  cursor_at INTEGER NOT NULL,
  next_due_at INTEGER,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,`;
const kindChecks = `
  CHECK ((kind = 'cron') = (cron IS NOT NULL)),
  CHECK ((kind = 'interval') = (every_ms IS NOT NULL AND anchor_at IS NOT NULL)),
  CHECK ((kind = 'once') = (once_at IS NOT NULL))`;

const firstScheduleColumns =
  "id, event_id, kind, cron, every_ms, anchor_at, once_at, timezone, missed, missed_window_ms, missed_cap, overlap, jitter_ms, cursor_at, next_due_at, opened_at, closed_at";
const scheduleIndexes = [
  `CREATE UNIQUE INDEX one_open_schedule_per_event ON schedules (event_id) WHERE closed_at IS NULL`,
  `CREATE INDEX schedules_by_next_due ON schedules (next_due_at) WHERE closed_at IS NULL AND next_due_at IS NOT NULL`,
];

/** The ledger outlives events and jobs, so that it can say why something did not run that is gone by now. */
export const trustedLedger: Migration = {
  version: 2,
  name: "trusted ledger",
  up: [
    `CREATE TABLE ledger (
      id INTEGER PRIMARY KEY,
      schedule_id INTEGER NOT NULL,
      event_id INTEGER NOT NULL,
      event_name TEXT NOT NULL,
      due_at INTEGER NOT NULL,
      decided_at INTEGER NOT NULL,
      decision TEXT NOT NULL ${oneOf("decision", decisions)},
      cause TEXT NOT NULL ${oneOf("cause", causes)},
      reason TEXT NOT NULL,
      calendar TEXT,
      absence_id INTEGER,
      job_id TEXT,
      hash BLOB NOT NULL CHECK (length(hash) IN (0, 32)),
      UNIQUE (schedule_id, due_at),
      CHECK ((job_id IS NOT NULL) <= (decision IN ('run', 'catch_up'))),
      CHECK ((calendar IS NOT NULL) = (cause = 'calendar'))
    ) STRICT`,
    `INSERT INTO ledger (id, schedule_id, event_id, event_name, due_at, decided_at, decision, cause, reason, job_id, hash)
      SELECT occurrences.id, schedule_id, event_id, events.name, due_at, decided_at, decision,
        CASE decision WHEN 'run' THEN 'on_time' WHEN 'catch_up' THEN 'caught_up' WHEN 'skipped' THEN 'overlap' ELSE 'not_caught_up' END,
        reason, job_id, x''
      FROM occurrences JOIN events ON events.id = occurrences.event_id`,
    `DROP TABLE occurrences`,
    `ALTER TABLE ledger RENAME TO occurrences`,
    `CREATE INDEX occurrences_by_event ON occurrences (event_id, due_at DESC, decision)`,
    `CREATE INDEX occurrences_by_due ON occurrences (due_at DESC, decision)`,
    `CREATE INDEX occurrences_missed ON occurrences (due_at) WHERE decision = 'missed'`,
    `CREATE INDEX occurrences_by_job ON occurrences (job_id) WHERE job_id IS NOT NULL`,
    `CREATE INDEX occurrences_by_absence ON occurrences (absence_id, event_id, decision, cause, due_at)
      WHERE absence_id IS NOT NULL`,
    `CREATE TABLE occurrence_outcomes (
      id INTEGER PRIMARY KEY,
      occurrence_id INTEGER NOT NULL,
      job_id TEXT NOT NULL,
      by_hand INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
      status TEXT NOT NULL ${oneOf("status", finalStatuses)},
      queued_at INTEGER NOT NULL,
      started_at INTEGER,
      finished_at INTEGER NOT NULL,
      exit_code INTEGER,
      failure_reason TEXT,
      recorded_at INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT`,
    `CREATE INDEX occurrence_outcomes_by_occurrence ON occurrence_outcomes (occurrence_id)`,
    `CREATE TABLE ledger_chains (
      name TEXT PRIMARY KEY CHECK (name IN ('occurrences', 'outcomes')),
      unsealed_until INTEGER NOT NULL,
      kept_after INTEGER NOT NULL,
      kept_after_hash BLOB NOT NULL,
      last_id INTEGER NOT NULL,
      last_hash BLOB NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO ledger_chains
      SELECT 'occurrences', coalesce(max(id), 0), 0, x'', coalesce(max(id), 0), x'' FROM occurrences`,
    `INSERT INTO ledger_chains VALUES ('outcomes', 0, 0, x'', 0, x'')`,
    `CREATE TABLE schedule_versions (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      event_id INTEGER NOT NULL,${times}
      start_at INTEGER,
      end_at INTEGER,${policies}
      max_runs INTEGER CHECK (max_runs > 0),
      reset_runs_on_activation INTEGER NOT NULL DEFAULT 0 CHECK (reset_runs_on_activation IN (0, 1)),
      pause_after_failures INTEGER CHECK (pause_after_failures > 0),
      active INTEGER NOT NULL CHECK (active IN (0, 1)),${progress}
      closed_because TEXT ${oneOf("closed_because", closings)},
      CHECK ((closed_at IS NULL) = (closed_because IS NULL)),
      CHECK (active = 1 OR next_due_at IS NULL),${kindChecks}
    ) STRICT`,
    `INSERT INTO schedule_versions (${firstScheduleColumns}, active, closed_because)
      SELECT ${firstScheduleColumns},
        CASE WHEN closed_at IS NOT NULL OR (SELECT status FROM events WHERE events.id = event_id) = 'ACTIVE' THEN 1 ELSE 0 END,
        CASE WHEN closed_at IS NULL THEN NULL ELSE 'edited' END
      FROM schedules`,
    `DROP TABLE schedules`,
    `ALTER TABLE schedule_versions RENAME TO schedules`,
    ...scheduleIndexes,
    `CREATE INDEX schedules_by_event ON schedules (event_id, opened_at)`,
    `ALTER TABLE events ADD COLUMN run_count INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE events ADD COLUMN failure_streak INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE events ADD COLUMN pause_reason TEXT`,
    `ALTER TABLE jobs ADD COLUMN occurrence_id INTEGER`,
    `UPDATE jobs SET occurrence_id = (SELECT id FROM occurrences WHERE occurrences.job_id = jobs.id)`,
    `CREATE INDEX jobs_by_occurrence ON jobs (occurrence_id) WHERE occurrence_id IS NOT NULL`,
    `CREATE TABLE calendars (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      description TEXT NOT NULL DEFAULT '',
      timezone TEXT NOT NULL,
      windows TEXT NOT NULL,
      version INTEGER NOT NULL DEFAULT 1,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT`,
    `CREATE TABLE calendar_attachments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      calendar_id INTEGER NOT NULL REFERENCES calendars(id) ON DELETE CASCADE,
      kind TEXT NOT NULL ${oneOf("kind", attachmentKinds)},
      event_id INTEGER REFERENCES events(id) ON DELETE CASCADE,
      server_id INTEGER REFERENCES servers(id) ON DELETE CASCADE,
      tag TEXT,
      CHECK ((kind = 'event') = (event_id IS NOT NULL)),
      CHECK ((kind = 'server') = (server_id IS NOT NULL)),
      CHECK ((kind = 'tag') = (tag IS NOT NULL))
    ) STRICT`,
    `CREATE INDEX calendar_attachments_by_calendar ON calendar_attachments (calendar_id)`,
    `CREATE INDEX calendar_attachments_by_event ON calendar_attachments (event_id) WHERE event_id IS NOT NULL`,
    `CREATE INDEX calendar_attachments_by_server ON calendar_attachments (server_id) WHERE server_id IS NOT NULL`,
    `CREATE TABLE absences (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      from_at INTEGER NOT NULL,
      until_at INTEGER NOT NULL CHECK (until_at >= from_at),
      cause TEXT NOT NULL ${oneOf("cause", absenceCauses)},
      acknowledged_at INTEGER
    ) STRICT`,
  ],
  down: [
    `DROP TABLE absences`,
    `DROP TABLE calendar_attachments`,
    `DROP TABLE calendars`,
    `DROP INDEX jobs_by_occurrence`,
    `ALTER TABLE jobs DROP COLUMN occurrence_id`,
    `ALTER TABLE events DROP COLUMN pause_reason`,
    `ALTER TABLE events DROP COLUMN failure_streak`,
    `ALTER TABLE events DROP COLUMN run_count`,
    `CREATE TABLE first_occurrences AS
      SELECT id, schedule_id, event_id, due_at, decided_at, decision, reason, job_id FROM occurrences`,
    `DROP TABLE occurrence_outcomes`,
    `DROP TABLE ledger_chains`,
    `DROP TABLE occurrences`,
    `CREATE TABLE first_schedules (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,${times}${policies}${progress}${kindChecks}
    ) STRICT`,
    `INSERT INTO first_schedules (${firstScheduleColumns})
      SELECT ${firstScheduleColumns} FROM schedules WHERE event_id IN (SELECT id FROM events)`,
    `DROP TABLE schedules`,
    `ALTER TABLE first_schedules RENAME TO schedules`,
    ...scheduleIndexes,
    `CREATE TABLE occurrences (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      schedule_id INTEGER NOT NULL REFERENCES schedules(id) ON DELETE CASCADE,
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      due_at INTEGER NOT NULL,
      decided_at INTEGER NOT NULL,
      decision TEXT NOT NULL ${oneOf("decision", decisions)},
      reason TEXT NOT NULL,
      job_id TEXT REFERENCES jobs(id) ON DELETE SET NULL,
      UNIQUE (schedule_id, due_at),
      CHECK (job_id IS NULL OR decision IN ('run', 'catch_up'))
    ) STRICT`,
    `INSERT INTO occurrences
      SELECT id, schedule_id, event_id, due_at, decided_at, decision, reason,
        CASE WHEN job_id IN (SELECT id FROM jobs) THEN job_id END
      FROM first_occurrences WHERE schedule_id IN (SELECT id FROM schedules)`,
    `DROP TABLE first_occurrences`,
    `CREATE INDEX occurrences_by_event ON occurrences (event_id, due_at DESC)`,
    `CREATE INDEX occurrences_missed ON occurrences (due_at) WHERE decision = 'missed'`,
    `CREATE INDEX occurrences_by_job ON occurrences (job_id) WHERE job_id IS NOT NULL`,
  ],
};
