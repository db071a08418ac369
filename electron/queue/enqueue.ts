import type { JobPriority, JobSource } from "../../shared/words.ts";
import { jobPriorities } from "../../shared/words.ts";
import type { Ids } from "../base/ids.ts";
import { insertJobs, type QueuedJob } from "../store/jobs.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import type { JobDefinition } from "./job-definition.ts";
import { serversWanted } from "./servers-wanted.ts";

export interface EnqueueRequest {
  readonly event: Pick<EventRow, "id" | "name" | "version">;
  readonly definition: JobDefinition;
  readonly priority: number;
  readonly source: JobSource;
  readonly now: number;
  /** The due instant it stands for, epoch milliseconds. */
  readonly dueAt?: number;
  /** The row of the ledger it stands for. */
  readonly occurrenceId?: number;
  /** Not before this instant, epoch milliseconds. */
  readonly availableAt?: number;
  /** Waits until no other job of the event is under way. */
  readonly exclusive?: boolean;
  readonly input?: unknown;
  /** The same key never makes a second job. */
  readonly idempotencyKey?: string;
  /** What was asked for under that key: `hashRequest`. */
  readonly requestHash?: string;
  /** The job that it does again, on those servers alone where that one failed. */
  readonly retryOf?: string;
}

/**
 * Writes a queued job; call it in the transaction of what caused it.
 * @returns the job's id
 */
export async function enqueueJob(database: Database, ids: Ids, request: EnqueueRequest): Promise<string> {
  const job = queuedJob(ids, request);
  await insertJobs(database, [job]);
  return job.id;
}

/** A job ready to be written, for whoever writes many at once. */
export function queuedJob(ids: Ids, request: EnqueueRequest): QueuedJob {
  return {
    id: ids.job(),
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
    targets: "[]",
    due_at: request.dueAt ?? null,
    attempts_allowed: request.definition.retries.max + 1,
    queued_at: request.now,
    available_at: Math.max(request.availableAt ?? request.now, 0),
    idempotency_key: request.idempotencyKey ?? null,
    occurrence_id: request.occurrenceId ?? null,
    servers_wanted: serversWanted(request.definition.run),
    request_hash: request.requestHash ?? null,
    retry_of: request.retryOf ?? null,
  };
}

export function priorityRank(priority: JobPriority): number {
  return jobPriorities.indexOf(priority);
}
