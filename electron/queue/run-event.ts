import { CroniumError } from "../../shared/errors.ts";
import type { Ids } from "../base/ids.ts";
import { recordAudit } from "../store/audit.ts";
import { serversOf } from "../store/servers.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import { buildJobDefinition } from "./build-definition.ts";
import { enqueueJob } from "./enqueue.ts";
import { earlierJob, hashRequest, manualKey, type AskedJob } from "./idempotency.ts";
import { refuseArchived } from "./refuse-archived.ts";

export interface RunRequest {
  readonly now: number;
  readonly input?: unknown;
  /** Only these of the event's servers. */
  readonly serverIds?: readonly number[] | undefined;
  readonly idempotencyKey?: string | undefined;
  /** The row of the ledger it makes up for. */
  readonly occurrence?: { readonly id: number; readonly due_at: number } | undefined;
}

/**
 * Queues a job of an event by hand, also while the event is paused or a draft.
 * @returns the earlier job when the idempotency key is known
 * @throws CroniumError `invalid_input` when a chosen server is not one of the event's, `unsupported` for its type,
 * `conflict` when the key stands for another request or the event is archived
 */
export function runEvent(database: Database, ids: Ids, event: EventRow, request: RunRequest): Promise<AskedJob> {
  return database.transaction().execute((transaction) => queueByHand(transaction, ids, event, request));
}

/** The same in the caller's transaction. */
export async function queueByHand(
  transaction: Database,
  ids: Ids,
  event: EventRow,
  request: RunRequest,
): Promise<AskedJob> {
  const { now, input, serverIds, idempotencyKey, occurrence } = request;
  const key = idempotencyKey === undefined ? undefined : manualKey(event.id, idempotencyKey);
  const requestHash = hashRequest({ input, serverIds: serverIds && [...new Set(serverIds)].sort() });
  const earlier = key === undefined ? undefined : await earlierJob(transaction, key, requestHash);
  if (earlier !== undefined) return earlier;
  refuseArchived(event);
  const definition = await buildJobDefinition(transaction, event);
  const run =
    serverIds === undefined ? definition.run : { on: "servers" as const, serverIds: [...serverIds], groups: [] };
  if (serverIds !== undefined) {
    const own =
      definition.run.on === "servers"
        ? await serversOf(transaction, definition.run.serverIds, definition.run.groups)
        : [];
    if (serverIds.some((id) => !own.some((server) => server.id === id))) {
      throw new CroniumError("invalid_input", `“${event.name}” does not run on that server`, {
        remedy: "Choose one of the event's own targets.",
        field: "serverIds",
      });
    }
  }
  await recordAudit(
    transaction,
    { actor: "user", action: "event.run", subject: `event ${String(event.id)} ${event.name}` },
    now,
  );
  const jobId = await enqueueJob(transaction, ids, {
    event,
    definition: { ...definition, run },
    priority: event.priority,
    source: "manual",
    now,
    ...(input === undefined ? {} : { input }),
    ...(key === undefined ? {} : { idempotencyKey: key, requestHash }),
    ...(occurrence === undefined ? {} : { occurrenceId: occurrence.id, dueAt: occurrence.due_at }),
  });
  return { jobId, created: true };
}
