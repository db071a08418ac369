import { CroniumError } from "../../shared/errors.ts";
import { recordAudit } from "../store/audit.ts";
import { dismissMessage, findMessage, renewMessage } from "../store/outbox.ts";
import type { Database, OutboxRow } from "../store/tables.ts";
import { attemptsOf } from "./waits.ts";

/** @throws CroniumError `not_found` */
export async function messageOrError(database: Database, id: string): Promise<OutboxRow> {
  const message = await findMessage(database, id);
  if (message !== undefined) return message;
  throw new CroniumError("not_found", `There is no message ${id}`, {
    remedy: "List them with `cronium outbox list`; settled ones are removed after a while.",
  });
}

/**
 * Has a message delivered again, under the same id and with as many further attempts as a new one has. One that waits is tried now.
 * @throws CroniumError `not_found`, or `conflict` for a follow-up whose job was queued
 */
export function redeliverMessage(database: Database, id: string, now: number): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const message = await messageOrError(transaction, id);
    if (message.kind === "run_event" && message.status === "delivered") {
      throw new CroniumError("conflict", `“${message.destination}” has been queued already`, {
        remedy: "To run it once more, retry its job.",
      });
    }
    await renewMessage(transaction, id, now, attemptsOf(message.kind));
    await recordAudit(transaction, { actor: "user", action: "outbox.redeliver", subject: subjectOf(message) }, now);
  });
}

/**
 * Gives a message up: it is not tried again, and waits for nobody.
 * @throws CroniumError `not_found`, or `conflict` when it has been delivered
 */
export function giveUpMessage(database: Database, id: string, now: number): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const message = await messageOrError(transaction, id);
    if (message.status === "dismissed") return;
    if (message.status === "delivered") {
      throw new CroniumError("conflict", `Message ${id} has been delivered`, {
        remedy: "There is nothing to dismiss.",
      });
    }
    await dismissMessage(transaction, id, now);
    await recordAudit(transaction, { actor: "user", action: "outbox.dismiss", subject: subjectOf(message) }, now);
  });
}

function subjectOf({ id, destination }: OutboxRow): string {
  return `message ${id} to ${destination}`;
}
