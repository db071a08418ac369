import type { JobDefinition } from "../electron/queue/job-definition.ts";
import { insertEvent } from "../electron/store/events.ts";
import type { Database } from "../electron/store/tables.ts";

/** Carries so many jobs from enqueued to settled, and waits for each commit to be on disk. */
export interface QueueUnderTest {
  /** @param together how many jobs are enqueued in one commit, and claimed in one commit; each is settled in its own */
  process(jobs: number, together: number): Promise<void> | void;
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
