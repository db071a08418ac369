import { CroniumError } from "../../shared/errors.ts";
import type { Ids } from "../base/ids.ts";
import { recordAudit } from "../store/audit.ts";
import { findJobByIdempotencyKey } from "../store/jobs.ts";
import { serversOf } from "../store/servers.ts";
import type { Database, EventRow } from "../store/tables.ts";
import { buildJobDefinition } from "./build-definition.ts";
import { enqueueJob } from "./enqueue.ts";

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
 * Queues a job of an event by hand, whatever the event's status.
 * @returns the job's id; that of the earlier one when the idempotency key is known
 * @throws CroniumError `invalid_input` when a chosen server is not one of the event's, `unsupported` for its type
 */
export function runEvent(database: Database, ids: Ids, event: EventRow, request: RunRequest): Promise<string> {
  return database.transaction().execute((transaction) => queueByHand(transaction, ids, event, request));
}

/** The same in the caller's transaction. */
export async function queueByHand(
  transaction: Database,
  ids: Ids,
  event: EventRow,
  request: RunRequest,
): Promise<string> {
  const { now, input, serverIds, idempotencyKey, occurrence } = request;
  if (idempotencyKey !== undefined) {
    const earlier = await findJobByIdempotencyKey(transaction, manualKey(idempotencyKey));
    if (earlier !== undefined) return earlier.id;
  }
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
  return enqueueJob(transaction, ids, {
    event,
    definition: { ...definition, run },
    priority: event.priority,
    source: "manual",
    now,
    ...(input === undefined ? {} : { input }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey: manualKey(idempotencyKey) }),
    ...(occurrence === undefined ? {} : { occurrenceId: occurrence.id, dueAt: occurrence.due_at }),
  });
}

/** The key of a job by hand, told apart from those of schedules. */
export function manualKey(key: string): string {
  return `manual:${key}`;
}
