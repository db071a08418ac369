import { usualRollout } from "../../shared/rollout.ts";
import type { JobDefinition } from "../queue/job-definition.ts";
import { insertEvent } from "../store/events.ts";
import type { Database } from "../store/tables.ts";

/** What the jobs of a bare event do: nothing, on this computer. */
export const bareDefinition: JobDefinition = {
  type: "BASH",
  script: "true",
  run: { on: "this-computer" },
  rollout: usualRollout,
  environment: [],
  timeoutMs: 1_000,
  retries: { max: 0, delayMs: 0, factor: 1, on: null },
  onUnknown: "needs_attention",
  logLimitBytes: null,
  files: [],
  request: null,
};

/** Writes an event for jobs to belong to, past everything that saving one does. @returns its id */
export function insertBareEvent(database: Database, name: string, concurrency: number | null = null): Promise<number> {
  return insertEvent(database, {
    name,
    description: "",
    type: "BASH",
    status: "DRAFT",
    tags: "[]",
    run_on: "this-computer",
    groups: "[]",
    container_image: null,
    container_network: null,
    script: "true",
    timeout_ms: 1_000,
    retry_max: 0,
    retry_delay_ms: 0,
    retry_factor: 1,
    on_unknown: "needs_attention",
    priority: 1,
    created_at: 0,
    updated_at: 0,
    concurrency,
  });
}
