import type { Migration } from "./migration.ts";

/* The transitions as they were when this landed: what each status may become. */
const jobSteps = {
  queued: ["claimed", "cancelled"],
  claimed: ["running", "queued", "completed", "failed", "timeout", "partial", "cancelled", "needs_attention"],
  running: ["queued", "completed", "failed", "timeout", "partial", "cancelled", "needs_attention"],
  needs_attention: ["completed", "failed"],
};
const executionSteps = {
  starting: ["running", "completed", "failed", "timeout", "cancelled", "unknown"],
  running: ["completed", "failed", "timeout", "cancelled", "unknown"],
};

/** True of the steps in the list; a status that is written again as it is takes none. */
function isStep(steps: Readonly<Record<string, readonly string[]>>): string {
  const ways = Object.entries(steps).map(
    ([from, to]) => `OLD.status = '${from}' AND NEW.status IN (${to.map((status) => `'${status}'`).join(", ")})`,
  );
  return `(${["OLD.status = NEW.status", ...ways].join(" OR ")})`;
}

/**
 * The database itself refuses a change of status that no transition allows, whatever statement asks for it. Whoever
 * rebuilds one of these tables makes its triggers again.
 */
export const guardedStates: Migration = {
  version: 4,
  name: "guarded states",
  up: [
    `CREATE TRIGGER jobs_begin_queued BEFORE INSERT ON jobs
      WHEN NEW.status <> 'queued' OR NEW.attempt <> 0
      BEGIN SELECT RAISE(ABORT, 'a job begins queued, with no attempt made'); END`,
    `CREATE TRIGGER jobs_keep_to_transitions BEFORE UPDATE OF status ON jobs
      WHEN NOT ${isStep(jobSteps)}
      BEGIN SELECT RAISE(ABORT, 'no transition leads a job from this status to that one'); END`,
    `CREATE TRIGGER jobs_count_attempts_at_claim BEFORE UPDATE OF attempt ON jobs
      WHEN NEW.attempt <> OLD.attempt + (OLD.status = 'queued' AND NEW.status = 'claimed')
      BEGIN SELECT RAISE(ABORT, 'an attempt is counted when a job is claimed, and then only'); END`,
    `CREATE TRIGGER executions_begin_starting BEFORE INSERT ON executions
      WHEN NEW.status <> 'starting'
      BEGIN SELECT RAISE(ABORT, 'an execution begins starting'); END`,
    `CREATE TRIGGER executions_keep_to_transitions BEFORE UPDATE OF status ON executions
      WHEN NOT ${isStep(executionSteps)}
      BEGIN SELECT RAISE(ABORT, 'no transition leads an execution from this status to that one'); END`,
  ],
  down: [
    `DROP TRIGGER executions_keep_to_transitions`,
    `DROP TRIGGER executions_begin_starting`,
    `DROP TRIGGER jobs_count_attempts_at_claim`,
    `DROP TRIGGER jobs_keep_to_transitions`,
    `DROP TRIGGER jobs_begin_queued`,
  ],
};
