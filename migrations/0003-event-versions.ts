import { oneOf, type Migration } from "./migration.ts";

/* The vocabularies as they were when this landed. */
const causes = ["created", "saved", "applied", "rolled_back", "status", "tags", "paused", "found"];
const actors = ["user", "program"];

const run = `json(CASE run_on
  WHEN 'this-computer' THEN json_object('on', run_on)
  WHEN 'container' THEN json_patch(
    json_object('on', run_on, 'network', coalesce(container_network, 'none')), json_object('image', container_image))
  ELSE json_object('on', run_on, 'serverIds', json((
    SELECT json_group_array(server_id) FROM
      (SELECT server_id FROM event_servers WHERE event_id = events.id ORDER BY server_id))), 'groups', json(groups))
  END)`;
const policies = `'timezone', timezone, 'missed', missed, 'missedWindowMs', missed_window_ms, 'missedCap', missed_cap,
  'overlap', overlap, 'jitterMs', jitter_ms, 'maxRuns', max_runs,
  'resetRunsOnActivation', json(CASE reset_runs_on_activation WHEN 1 THEN 'true' ELSE 'false' END),
  'pauseAfterFailures', pause_after_failures, 'startMs', start_at, 'endMs', end_at`;
const schedule = `json((
  SELECT CASE kind
    WHEN 'cron' THEN json_object('kind', kind, 'cron', cron, ${policies})
    WHEN 'interval' THEN json_object('kind', kind, 'everyMs', every_ms, 'anchorMs', anchor_at, ${policies})
    ELSE json_object('kind', kind, 'atMs', once_at, ${policies}) END
  FROM schedules WHERE schedules.event_id = events.id AND closed_at IS NULL))`;
const environment = `json((
  SELECT json_group_array(json(CASE
    WHEN secret_reference IS NULL THEN json_object('key', key, 'value', value)
    ELSE json_object('key', key, 'secretReference', secret_reference, 'givenIn', version) END))
  FROM (SELECT * FROM environment_variables WHERE event_id = events.id ORDER BY position)))`;

/** Every change of an event is kept whole from here on. What an event is now becomes the first version known of it. */
export const eventVersions: Migration = {
  version: 3,
  name: "event versions",
  up: [
    `CREATE TABLE event_versions (
      event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
      version INTEGER NOT NULL CHECK (version > 0),
      saved_at INTEGER NOT NULL,
      actor TEXT NOT NULL ${oneOf("actor", actors)},
      cause TEXT NOT NULL ${oneOf("cause", causes)},
      restored_version INTEGER,
      note TEXT,
      changes TEXT NOT NULL,
      definition TEXT NOT NULL,
      PRIMARY KEY (event_id, version),
      CHECK ((restored_version IS NOT NULL) = (cause = 'rolled_back'))
    ) STRICT`,
    `INSERT INTO event_versions (event_id, version, saved_at, actor, cause, changes, definition)
      SELECT id, version, updated_at, 'program', 'found', '[]', json_object(
        'name', name, 'description', description, 'type', type, 'status', status, 'tags', json(tags),
        'run', ${run}, 'schedule', ${schedule}, 'timeoutMs', timeout_ms,
        'retries', json_object('max', retry_max, 'delayMs', retry_delay_ms, 'factor', retry_factor),
        'onUnknown', on_unknown,
        'priority', CASE priority WHEN 0 THEN 'LOW' WHEN 1 THEN 'NORMAL' WHEN 2 THEN 'HIGH' ELSE 'CRITICAL' END,
        'environment', ${environment}, 'script', script)
      FROM events`,
  ],
  down: [`DROP TABLE event_versions`],
};
