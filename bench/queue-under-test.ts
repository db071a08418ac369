import { bareDefinition } from "../electron/testing/bare-event.ts";
import type { JobDefinition } from "../electron/queue/job-definition.ts";

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
export const definition: JobDefinition = { ...bareDefinition, script: "echo hello\n", timeoutMs: 60_000 };
