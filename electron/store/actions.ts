import type { ActionTrigger } from "../../shared/words.ts";
import type { ConditionalActionRow, Database } from "./tables.ts";

/** A conditional action as it is written; its place is that in the list. */
export type ActionColumns = Pick<
  ConditionalActionRow,
  "trigger" | "kind" | "target_event_id" | "url" | "secret_reference"
>;

/** The conditional actions of an event, in their order. */
export function actionsOf(database: Database, eventId: number): Promise<ConditionalActionRow[]> {
  return database
    .selectFrom("conditional_actions")
    .selectAll()
    .where("event_id", "=", eventId)
    .orderBy("position")
    .execute();
}

/** Each gets a new id, also one that stays as it was. */
export async function replaceActions(
  database: Database,
  eventId: number,
  actions: readonly ActionColumns[],
): Promise<void> {
  await database.deleteFrom("conditional_actions").where("event_id", "=", eventId).execute();
  if (actions.length === 0) return;
  await database
    .insertInto("conditional_actions")
    .values(actions.map((action, position) => ({ ...action, event_id: eventId, position })))
    .execute();
}

/** Which event runs which others. */
export async function runLinks(database: Database): Promise<readonly { readonly from: number; readonly to: number }[]> {
  const rows = await database
    .selectFrom("conditional_actions")
    .select(["event_id", "target_event_id"])
    .where("target_event_id", "is not", null)
    .orderBy("event_id")
    .orderBy("position")
    .execute();
  return rows.flatMap((row) => (row.target_event_id === null ? [] : { from: row.event_id, to: row.target_event_id }));
}

/** The events that run another one after them. */
export function eventsThatRun(
  database: Database,
  eventId: number,
): Promise<{ readonly id: number; readonly name: string; readonly trigger: ActionTrigger }[]> {
  return database
    .selectFrom("conditional_actions")
    .innerJoin("events", "events.id", "conditional_actions.event_id")
    .select(["events.id", "events.name", "conditional_actions.trigger"])
    .where("target_event_id", "=", eventId)
    .orderBy("events.name")
    .execute();
}

export async function eventNamesById(database: Database): Promise<ReadonlyMap<number, string>> {
  const rows = await database.selectFrom("events").select(["id", "name"]).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
