import { createHash } from "node:crypto";
import { CroniumError } from "../../shared/errors.ts";
import { findJobByIdempotencyKey } from "../store/jobs.ts";
import type { Database } from "../store/tables.ts";

/** A job that was asked for: a new one, or the one that the same request made before. */
export interface AskedJob {
  readonly jobId: string;
  readonly created: boolean;
}

/** The key of a job that a person or a program asked for, told apart from those of schedules and of other events. */
export function manualKey(eventId: number, key: string): string {
  return `manual:${String(eventId)}:${key}`;
}

/** The key as it was given by whoever asked for a job; undefined for jobs of schedules and the like. */
export function givenKey(key: string | null): string | undefined {
  return /^manual:\d+:(.+)$/s.exec(key ?? "")?.[1];
}

/** SHA-256, hex, of what was asked for; the order of keys makes no difference. */
export function hashRequest(body: unknown): string {
  return createHash("sha256").update(JSON.stringify(body, inOrder)).digest("hex");
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * The job that was made under this key, in the caller's transaction.
 * @param requestHash what is asked for now
 * @throws CroniumError `conflict` when something else was asked for under the key
 */
export async function earlierJob(
  transaction: Database,
  key: string,
  requestHash: string,
): Promise<AskedJob | undefined> {
  const job = await findJobByIdempotencyKey(transaction, key);
  if (job === undefined) return undefined;
  if (job.request_hash !== null && job.request_hash !== requestHash) {
    throw new CroniumError("conflict", `Another request was made under this key: job ${job.id}`, {
      remedy: "Give each request a key of its own; repeat one only with the same event, input and targets.",
      field: "idempotencyKey",
    });
  }
  return { jobId: job.id, created: false };
}
