import { CroniumError } from "../../shared/errors.ts";
import { settleAhead } from "../schedule/ledger-settle.ts";
import type { Vault } from "../secrets/vault.ts";
import { actionsOf } from "../store/actions.ts";
import { environmentOf } from "../store/events.ts";
import type { EnvironmentVariableRow } from "../store/event-tables.ts";
import type { StoredEnvironment, StoredParts } from "./environment-secrets.ts";
import { versionOrError } from "./event-history.ts";
import { eventOrError } from "./event-or-error.ts";
import type { DefinitionParts } from "./parts.ts";
import { refuseCycles } from "./run-cycles.ts";
import { checkEvent, refuseTakenName } from "./save-event.ts";
import { readVersionDefinition, toEventFields, type VersionDefinition } from "./version-definition.ts";
import { restoreActions } from "./version-actions.ts";
import { writeEvent } from "./write-event.ts";

/**
 * Makes an event what it was in one of its versions, as a new version. Its status stays: rolling back what an event
 * does neither activates nor pauses it. Secrets come back by reference, with the value they have now.
 * @param expected the version that is there now, as the caller knows it
 * @returns the new version
 * @throws CroniumError `not_found`; `conflict` when somebody else saved it meanwhile, a secret of that version is
 * gone, its name is taken or all runs it allows have been made; `invalid_input` when a server of it is archived
 */
export async function rollBackEvent(
  parts: DefinitionParts,
  id: number,
  version: number,
  expected: number,
): Promise<number> {
  const { store, clock, vault, changes } = parts;
  const event = await eventOrError(store.read, id);
  if (version === event.version) {
    throw new CroniumError("conflict", `“${event.name}” is at version ${String(version)} already`);
  }
  const row = await versionOrError(store.read, id, version);
  const definition = readVersionDefinition(row.definition);
  const environment = await restoreEnvironment(vault, definition, version, await environmentOf(store.read, id));
  const actions = await restoreActions(vault, definition.actions, version, await actionsOf(store.read, id));
  const stored: StoredParts = { ...environment, actions };
  const fields = { ...toEventFields(definition), status: event.status };
  await checkEvent(store.read, fields, id, clock.now());
  await settleAhead(parts, [id]);
  await store.write.transaction().execute(async (transaction) => {
    await refuseTakenName(transaction, fields.name, id);
    const origin = { cause: "rolled_back", restored: version } as const;
    await writeEvent(transaction, parts, id, expected, fields, stored, clock.now(), origin);
    await refuseCycles(transaction, id);
  });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
  return expected + 1;
}

/** The variables of a version. A secret that is gone is replaced by the one of the same name that is in use. */
async function restoreEnvironment(
  vault: Pick<Vault, "get">,
  { environment }: VersionDefinition,
  version: number,
  present: readonly EnvironmentVariableRow[],
): Promise<StoredEnvironment> {
  const inUse = new Map(present.map((row) => [row.key, row.secret_reference]));
  const gone: string[] = [];
  const rows: { key: string; value: string | null; secret_reference: string | null }[] = [];
  for (const entry of environment) {
    if ("value" in entry) {
      rows.push({ key: entry.key, value: entry.value, secret_reference: null });
      continue;
    }
    const kept = (await vault.get(entry.secretReference)) === undefined ? undefined : entry.secretReference;
    const reference = kept ?? inUse.get(entry.key) ?? null;
    if (reference === null) gone.push(entry.key);
    else rows.push({ key: entry.key, value: null, secret_reference: reference });
  }
  if (gone.length > 0) throw goneError(gone, version);
  return { rows, given: [] };
}

function goneError(keys: readonly string[], version: number): CroniumError {
  const secrets = keys.length === 1 ? "the secret" : "the secrets";
  const message = `The vault no longer has ${secrets} ${keys.join(", ")} of version ${String(version)}`;
  return new CroniumError("conflict", message, {
    remedy: `Give the event ${secrets} ${keys.join(", ")} again, then roll back: the new value is kept.`,
  });
}
