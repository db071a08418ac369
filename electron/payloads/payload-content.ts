import { isDeepStrictEqual } from "node:util";
import { scriptTypes } from "../../shared/words.ts";
import { readVersionDefinition } from "../definitions/version-definition.ts";
import type { PayloadContent } from "../executors/payload/build-payload.ts";
import type { EventVersionRow } from "../store/event-tables.ts";

/** What a version of an event is packed from; undefined when it is no script. */
export function contentOfVersion(row: EventVersionRow): Required<PayloadContent> | undefined {
  const { type, name, script, files, environment } = readVersionDefinition(row.definition);
  const scriptType = scriptTypes.find((candidate) => candidate === type);
  if (scriptType === undefined) return undefined;
  return {
    type: scriptType,
    script,
    files,
    environment: Object.fromEntries(
      environment.flatMap((entry) => ("value" in entry ? [[entry.key, entry.value] as const] : [])),
    ),
    event: { id: row.event_id, name, version: row.version, savedAt: row.saved_at },
  };
}

/** Whether two versions are packed alike but for which version they are. */
export function isSameContent(one: Required<PayloadContent>, other: Required<PayloadContent>): boolean {
  const { event: oneEvent, ...oneRest } = one;
  const { event: otherEvent, ...otherRest } = other;
  return oneEvent?.name === otherEvent?.name && isDeepStrictEqual(oneRest, otherRest);
}
