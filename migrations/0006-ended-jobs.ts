import type { Migration } from "./migration.ts";

/** Takes back what is counted and listed of a job that has ended. */
const takeBack = [
  `UPDATE ended_counts SET count = count - 1
    WHERE event_id = OLD.event_id AND event_name = OLD.event_name AND status = OLD.status;`,
  `DELETE FROM ended_counts
    WHERE event_id = OLD.event_id AND event_name = OLD.event_name AND status = OLD.status AND count <= 0;`,
  `DELETE FROM server_jobs
    WHERE server_id IN (SELECT server_id FROM executions WHERE job_id = OLD.id)
      AND status = OLD.status AND queued_at = OLD.queued_at AND job_id = OLD.id;`,
].join("\n");

/**
 * Lists, filters and figures over a million jobs that have ended. Their indexes take in a job when it ends, so that
 * they cost nothing while it waits and runs; how many have ended, and on which servers, is kept by triggers, in the
 * transaction of the change itself.
 */
export const endedJobs: Migration = {
  version: 6,
  name: "ended jobs",
  up: [
    `DROP INDEX jobs_by_status`,
    `DROP INDEX jobs_by_time`,
    `DROP INDEX jobs_unfinished_by_event`,
    `CREATE INDEX jobs_by_time ON jobs (queued_at, id)`,
    `CREATE INDEX jobs_unfinished_by_event ON jobs (event_id, status, queued_at)
      WHERE status IN ('queued', 'claimed', 'running')`,
    `CREATE INDEX jobs_under_way ON jobs (event_id, claimed_at) WHERE status IN ('claimed', 'running')`,
    `CREATE INDEX jobs_ended ON jobs (status, queued_at, id) WHERE finished_at IS NOT NULL`,
    `CREATE INDEX jobs_ended_by_event ON jobs (event_id, status, queued_at, id) WHERE finished_at IS NOT NULL`,
    `CREATE INDEX jobs_by_end ON jobs (finished_at, status) WHERE finished_at IS NOT NULL`,
    `CREATE INDEX executions_to_discard ON executions (finished_at)
      WHERE discarded = 0 AND handle IS NOT NULL AND finished_at IS NOT NULL`,
    `CREATE TABLE ended_counts (
      event_id INTEGER NOT NULL,
      event_name TEXT NOT NULL,
      status TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (event_id, event_name, status)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE server_jobs (
      server_id INTEGER NOT NULL REFERENCES servers(id) ON DELETE CASCADE,
      status TEXT NOT NULL,
      queued_at INTEGER NOT NULL,
      job_id TEXT NOT NULL,
      event_id INTEGER NOT NULL,
      PRIMARY KEY (server_id, status, queued_at, job_id)
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO ended_counts
      SELECT event_id, event_name, status, count(*) FROM jobs WHERE finished_at IS NOT NULL
      GROUP BY event_id, event_name, status`,
    `INSERT INTO server_jobs
      SELECT DISTINCT executions.server_id, jobs.status, jobs.queued_at, jobs.id, jobs.event_id
      FROM executions JOIN jobs ON jobs.id = executions.job_id
      WHERE executions.server_id IS NOT NULL AND jobs.finished_at IS NOT NULL`,
    `CREATE TRIGGER jobs_counted_at_end AFTER UPDATE OF status ON jobs
      WHEN NEW.finished_at IS NOT NULL AND (OLD.finished_at IS NULL OR OLD.status <> NEW.status)
      BEGIN
        INSERT INTO ended_counts VALUES (NEW.event_id, NEW.event_name, NEW.status, 1)
          ON CONFLICT DO UPDATE SET count = count + 1;
        INSERT OR IGNORE INTO server_jobs
          SELECT DISTINCT server_id, NEW.status, NEW.queued_at, NEW.id, NEW.event_id FROM executions
          WHERE job_id = NEW.id AND server_id IS NOT NULL;
      END`,
    `CREATE TRIGGER jobs_recounted_when_changed BEFORE UPDATE OF status ON jobs
      WHEN OLD.finished_at IS NOT NULL AND OLD.status <> NEW.status
      BEGIN ${takeBack} END`,
    `CREATE TRIGGER jobs_uncounted_when_removed BEFORE DELETE ON jobs
      WHEN OLD.finished_at IS NOT NULL
      BEGIN ${takeBack} END`,
  ],
  down: [
    `DROP TRIGGER jobs_uncounted_when_removed`,
    `DROP TRIGGER jobs_recounted_when_changed`,
    `DROP TRIGGER jobs_counted_at_end`,
    `DROP TABLE server_jobs`,
    `DROP TABLE ended_counts`,
    `DROP INDEX executions_to_discard`,
    `DROP INDEX jobs_by_end`,
    `DROP INDEX jobs_ended_by_event`,
    `DROP INDEX jobs_ended`,
    `DROP INDEX jobs_under_way`,
    `DROP INDEX jobs_unfinished_by_event`,
    `DROP INDEX jobs_by_time`,
    `CREATE INDEX jobs_unfinished_by_event ON jobs (event_id, status) WHERE status IN ('queued', 'claimed', 'running')`,
    `CREATE INDEX jobs_by_time ON jobs (queued_at DESC, id DESC)`,
    `CREATE INDEX jobs_by_status ON jobs (status, queued_at DESC)`,
  ],
};
