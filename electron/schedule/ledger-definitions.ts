import { buildJobDefinition } from "../queue/build-definition.ts";
import type { JobDefinition } from "../queue/job-definition.ts";
import { findEvent } from "../store/events.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";

/** Gives the definition a job of an event gets now. */
export type DefinitionSource = (
  transaction: Database,
  event: Pick<EventRow, "id" | "version">,
) => Promise<JobDefinition | undefined>;

/** Reads it afresh each time. */
export const readDefinition: DefinitionSource = async (transaction, { id }) => {
  const event = await findEvent(transaction, id);
  return event === undefined ? undefined : buildJobDefinition(transaction, event);
};

/** Scripts kept in memory at most, characters. */
const mostCharacters = 32_000_000;

/**
 * Keeps definitions of events by their version, which every saved change counts on. Only for transactions that change
 * no event's definition themselves: what they saw might be undone, and its version given out again.
 */
export function createDefinitionCache(): DefinitionSource {
  const kept = new Map<number, { readonly version: number; readonly definition: JobDefinition }>();
  let characters = 0;
  return async (transaction, event) => {
    const known = kept.get(event.id);
    if (known?.version === event.version) return known.definition;
    const definition = await readDefinition(transaction, event);
    if (definition === undefined) return undefined;
    if (known !== undefined) characters -= known.definition.script.length;
    characters += definition.script.length;
    if (characters > mostCharacters) {
      kept.clear();
      characters = definition.script.length;
    }
    kept.set(event.id, { version: event.version, definition });
    return definition;
  };
}
