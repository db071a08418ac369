import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import { buildJobDefinition } from "../queue/build-definition.ts";
import { enqueueJob } from "../queue/enqueue.ts";
import { findEvent } from "../store/events.ts";
import { findJobByIdempotencyKey } from "../store/jobs.ts";
import { findMessage, settleMessage } from "../store/outbox.ts";
import type { Store } from "../store/store.ts";
import type { Database, OutboxRow } from "../store/tables.ts";
import type { Attempt } from "./judge-answer.ts";

export interface FollowUpParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly changes: ChangeFeed;
  /** Jobs were queued: the dispatcher should look. */
  readonly queued: () => void;
}

/** What tells a follow-up's job from all others. */
function followUpKey(messageId: string): string {
  return `action:${messageId}`;
}

/** The job that a follow-up came from, read from its key. */
export function causingJobId(idempotencyKey: string | null): string | undefined {
  return /^action:msg_(job_[A-Za-z0-9]+)_\d+$/.exec(idempotencyKey ?? "")?.[1];
}

/**
 * Queues the job that a message asks for and marks the message delivered, both or neither: however often it is tried,
 * there is one job, and none once somebody has dismissed the message.
 * @returns `delivered` once both are written; the message needs no further mark then
 */
export async function queueFollowUp(parts: FollowUpParts, message: OutboxRow): Promise<Attempt> {
  const { store, changes } = parts;
  const attempt = await store.write.transaction().execute((transaction) => queueOne(transaction, parts, message));
  if (attempt.kind === "delivered") {
    changes.announce({ noun: "job", id: attempt.result["jobId"] ?? "" });
    parts.queued();
  }
  return attempt;
}

async function queueOne(
  transaction: Database,
  { clock, ids }: FollowUpParts,
  { id, target_event_id: targetId, destination, payload, attempts }: OutboxRow,
): Promise<Attempt> {
  if ((await findMessage(transaction, id))?.status !== "pending") return { kind: "withdrawn" };
  const event = targetId === null ? undefined : await findEvent(transaction, targetId);
  if (event === undefined) return { kind: "dead", error: `The event “${destination}” was deleted` };
  if (event.status === "ARCHIVED") {
    return { kind: "dead", error: `“${event.name}” is archived. Take it out of the archive, then deliver this again` };
  }
  const now = clock.now();
  const idempotencyKey = followUpKey(id);
  const earlier = await findJobByIdempotencyKey(transaction, idempotencyKey);
  const jobId =
    earlier?.id ??
    (await enqueueJob(transaction, ids, {
      event,
      definition: await buildJobDefinition(transaction, event),
      priority: event.priority,
      source: "action",
      now,
      input: JSON.parse(payload) as unknown,
      idempotencyKey,
    }));
  const delivered = { kind: "delivered", result: { jobId } } as const;
  await settleMessage(transaction, id, {
    status: "delivered",
    attempts: attempts + 1,
    finished_at: now,
    last_error: null,
    result: JSON.stringify(delivered.result),
  });
  return delivered;
}
