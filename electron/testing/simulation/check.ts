import { compareState, DivergenceError, followRows } from "./follow.ts";
import type { ModelEvent } from "./model-state.ts";
import type { OccurrenceRow } from "../../store/tables.ts";
import { observe, type Observation } from "./observe.ts";
import { note, type World } from "./world.ts";

export interface Checking {
  /** What has happened to the model before due instants were decided, such as the end of a job. */
  readonly before?: () => void;
  /** Events all of whose due instants have to be accounted for by now. */
  readonly complete: "all" | "none" | ModelEvent;
  /** What has happened to the model after that, such as a new version of a schedule. */
  readonly after?: () => void;
  /** All due instants have to be accounted for after that once more: a tick followed. */
  readonly ticked?: boolean;
}

const nothing: Pick<Observation, "rows" | "outcomes" | "jobs"> = { rows: [], outcomes: [], jobs: [] };

/**
 * Compares the program with the model after a step.
 * @returns the new rows of the ledger
 * @throws DivergenceError at the first difference
 */
export async function check(
  world: World,
  { before, complete, after, ticked }: Checking,
): Promise<readonly OccurrenceRow[]> {
  const { model, clock, program, position, scenario } = world;
  const now = clock.now();
  world.counts.checks += 1;
  const changes = before !== undefined || after !== undefined;
  const observation = await observe(program.plain, position);
  if (observation === undefined && changes) {
    throw new DivergenceError("nothing was written, and something should have been");
  }
  const seen = observation ?? nothing;
  before?.();
  const isComplete = (event: ModelEvent): boolean => complete === "all" || complete === event;
  take(world, seen, isComplete, now);
  after?.();
  if (ticked === true) take(world, { ...nothing, jobs: seen.jobs }, () => true, now);
  compareOutcomes(world, seen.outcomes);
  if (observation === undefined) return [];
  compareState(model, observation, now, now + scenario.lengthMs - clock.passedMs);
  for (const row of seen.rows) {
    note(world, row.id, row.schedule_id, row.due_at, row.decided_at, row.decision, row.cause, row.job_id, row.reason);
    const cause = `${row.decision}/${row.cause}`;
    world.counts.causes.set(cause, (world.counts.causes.get(cause) ?? 0) + 1);
  }
  return seen.rows;
}

function take(
  world: World,
  seen: Pick<Observation, "rows" | "jobs">,
  isComplete: (event: ModelEvent) => boolean,
  now: number,
): void {
  const { cancelled, due } = followRows(world.model, world.model.events.values(), seen, now, isComplete);
  world.counts.due += due;
  for (const job of cancelled) expectOutcome(world, job.occurrenceId, job.id, "cancelled");
}

/** The ledger is to say that a job of an occurrence has ended. */
export function expectOutcome(world: World, occurrenceId: number | undefined, jobId: string, status: string): void {
  if (occurrenceId !== undefined) world.outcomes.push(`${String(occurrenceId)} ${jobId} ${status}`);
}

function compareOutcomes(world: World, outcomes: Observation["outcomes"]): void {
  const found = outcomes.map((row) => `${String(row.occurrence_id)} ${row.job_id} ${row.status}`).sort();
  const expected = world.outcomes.splice(0).sort();
  if (found.join("\n") === expected.join("\n")) return;
  throw new DivergenceError(`outcomes are [${found.join(", ")}], and should be [${expected.join(", ")}]`);
}
