import { CroniumError } from "../../shared/errors.ts";
import { mostTags } from "../../shared/event.ts";
import { settleAhead, settleSchedule } from "../schedule/ledger-settle.ts";
import { recordAudit } from "../store/audit.ts";
import { updateEvent } from "../store/events.ts";
import { eventOrError } from "./event-or-error.ts";
import type { DefinitionParts } from "./parts.ts";
import { recordVersion } from "./record-version.ts";

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Adds and takes away tags of an event, as its next version. What it had due until now is accounted for with the tags
 * it had: calendars may hold for them.
 * @throws CroniumError `not_found`, `invalid_input` when it would have too many
 */
export async function changeTags(parts: DefinitionParts, id: number, { add, remove }: TagChange): Promise<void> {
  const { store, clock, changes } = parts;
  await settleAhead(parts, [id]);
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await settleSchedule(transaction, parts, id, now);
    const event = await eventOrError(transaction, id);
    const former = JSON.parse(event.tags) as string[];
    const tags = [...new Set([...former, ...add])].filter((tag) => !remove.includes(tag));
    if (tags.length === former.length && tags.every((tag) => former.includes(tag))) return;
    if (tags.length > mostTags) {
      throw new CroniumError("invalid_input", `“${event.name}” would have more than ${String(mostTags)} tags`, {
        remedy: "Take some of its tags away first.",
        field: "tags",
      });
    }
    await updateEvent(transaction, id, event.version, { tags: JSON.stringify(tags), updated_at: now });
    await recordVersion(transaction, id, { cause: "tags" }, now);
    const subject = `event ${String(id)} ${event.name}`;
    await recordAudit(transaction, { actor: "user", action: "event.tags", subject, detail: { add, remove } }, now);
  });
  changes.announce({ noun: "event", id });
}
