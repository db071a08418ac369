import type { VersionCause } from "../../shared/words.ts";
import { actionsOf } from "../store/actions.ts";
import { findVersion, insertVersion } from "../store/event-versions.ts";
import { environmentOf } from "../store/events.ts";
import { openSchedule } from "../store/schedules.ts";
import type { EnvironmentVariableRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import { readEventFields } from "./event-fields.ts";
import { eventOrError } from "./event-or-error.ts";
import {
  compareVersionDefinitions,
  readNames,
  readVersionDefinition,
  type VersionDefinition,
  type VersionEntry,
} from "./version-definition.ts";
import { toVersionActions } from "./version-actions.ts";

/** What a version came from. */
export type VersionOrigin =
  | { readonly cause: Exclude<VersionCause, "rolled_back" | "status" | "paused" | "found"> }
  | { readonly cause: "rolled_back"; readonly restored: number };

/**
 * Keeps an event as it now is as one of its versions, in the transaction that changed it.
 * @param givenSecrets names of the secrets whose value is new
 */
export async function recordVersion(
  transaction: Database,
  eventId: number,
  origin: VersionOrigin,
  now: number,
  givenSecrets: readonly string[] = [],
): Promise<void> {
  const event = await eventOrError(transaction, eventId);
  const row = await findVersion(transaction, eventId, event.version - 1);
  const former = row === undefined ? undefined : readVersionDefinition(row.definition);
  const fields = await readEventFields(transaction, event, await openSchedule(transaction, eventId));
  const entries = await environmentOf(transaction, eventId);
  const definition: VersionDefinition = {
    ...fields,
    actions: toVersionActions(await actionsOf(transaction, eventId), fields.actions),
    environment: entries.map((entry) => toVersionEntry(entry, former, event.version, givenSecrets)),
  };
  const changes =
    former === undefined ? [] : compareVersionDefinitions(former, definition, await readNames(transaction));
  await insertVersion(transaction, {
    event_id: eventId,
    version: event.version,
    saved_at: now,
    actor: "user",
    cause: origin.cause,
    restored_version: origin.cause === "rolled_back" ? origin.restored : null,
    note: null,
    changes: JSON.stringify(changes),
    definition: JSON.stringify(definition),
  });
}

function toVersionEntry(
  { key, value, secret_reference: secretReference }: EnvironmentVariableRow,
  former: VersionDefinition | undefined,
  version: number,
  givenSecrets: readonly string[],
): VersionEntry {
  if (secretReference === null) return { key, value: value ?? "" };
  const known = former?.environment.find(
    (entry) => "secretReference" in entry && entry.secretReference === secretReference,
  );
  const isNew = known === undefined || !("givenIn" in known) || givenSecrets.includes(key);
  return { key, secretReference, givenIn: isNew ? version : known.givenIn };
}
