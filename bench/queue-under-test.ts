import type { JobDefinition } from "../electron/queue/job-definition.ts";
import { insertEvent } from "../electron/store/events.ts";
import type { Database } from "../electron/store/tables.ts";

/** A queue that carries jobs from enqueued to settled. Each step is on disk before the next begins. */
export interface QueueUnderTest {
  readonly name: string;
  /** One job: a commit for its enqueueing, one for its claim, one for its settlement. */
  one(): Promise<void> | void;
  /** So many jobs from a client that waits for each to be queued, to a worker that takes and settles one at a time. */
  stream(count: number): Promise<void> | void;
  /** So many jobs, each by its own calls, all asked for at the same time as far as the queue allows that. */
  clients(count: number): Promise<void> | void;
  /** So many jobs with the fewest calls the queue offers for it. */
  batch(count: number): Promise<void> | void;
}

export const owner = "bench";
export const definition: JobDefinition = {
  type: "BASH",
  script: "echo hello\n",
  run: { on: "this-computer" },
  environment: [],
  timeoutMs: 60_000,
  retries: { max: 0, delayMs: 5_000, factor: 2, on: null },
  onUnknown: "needs_attention",
  logLimitBytes: null,
  files: [],
  request: null,
};

/** Writes the event that benchmark jobs belong to. @returns its id */
export function insertEventRow(database: Database): Promise<number> {
  return insertEvent(database, {
    name: "bench",
    description: "",
    type: "BASH",
    status: "DRAFT",
    tags: "[]",
    run_on: "this-computer",
    groups: "[]",
    container_image: null,
    container_network: null,
    script: "echo hello\n",
    timeout_ms: 60_000,
    retry_max: 0,
    retry_delay_ms: 5_000,
    retry_factor: 2,
    on_unknown: "needs_attention",
    priority: 1,
    created_at: 0,
    updated_at: 0,
  });
}
