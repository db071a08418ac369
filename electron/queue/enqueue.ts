import type { JobPriority, JobSource } from "../../shared/words.ts";
import { jobPriorities } from "../../shared/words.ts";
import type { Ids } from "../base/ids.ts";
import { insertJob } from "../store/jobs.ts";
import type { Database, EventRow } from "../store/tables.ts";
import type { JobDefinition } from "./job-definition.ts";

export interface EnqueueRequest {
  readonly event: Pick<EventRow, "id" | "name" | "version">;
  readonly definition: JobDefinition;
  readonly priority: number;
  readonly source: JobSource;
  readonly now: number;
  /** The due instant it stands for, epoch milliseconds. */
  readonly dueAt?: number;
  /** Not before this instant, epoch milliseconds. */
  readonly availableAt?: number;
  /** Waits until no other job of the event is under way. */
  readonly exclusive?: boolean;
  readonly input?: unknown;
  /** The same key never makes a second job. */
  readonly idempotencyKey?: string;
}

/**
 * Writes a queued job; call it in the transaction of what caused it.
 * @returns the job's id
 */
export async function enqueueJob(database: Database, ids: Ids, request: EnqueueRequest): Promise<string> {
  const id = ids.job();
  await insertJob(database, {
    id,
    event_id: request.event.id,
    event_name: request.event.name,
    event_type: request.definition.type,
    event_version: request.event.version,
    source: request.source,
    status: "queued",
    priority: request.priority,
    exclusive: request.exclusive === true ? 1 : 0,
    definition: JSON.stringify(request.definition),
    input: request.input === undefined ? null : JSON.stringify(request.input),
    due_at: request.dueAt ?? null,
    attempts_allowed: request.definition.retries.max + 1,
    queued_at: request.now,
    available_at: Math.max(request.availableAt ?? request.now, 0),
    claimed_at: null,
    started_at: null,
    finished_at: null,
    lease_owner: null,
    lease_until: null,
    cancel_requested_at: null,
    exit_code: null,
    failure_reason: null,
    failure_message: null,
    idempotency_key: request.idempotencyKey ?? null,
    targets: "[]",
  });
  return id;
}

export function priorityRank(priority: JobPriority): number {
  return jobPriorities.indexOf(priority);
}
