import { CroniumError } from "../../shared/errors.ts";
import type { EventFields } from "../../shared/event.ts";
import { settleAhead } from "../schedule/ledger-settle.ts";
import { environmentOf, findEventByName } from "../store/events.ts";
import { actionsOf } from "../store/actions.ts";
import { listServers } from "../store/servers.ts";
import type { EnvironmentVariableRow } from "../store/event-tables.ts";
import type { ConditionalActionRow, Database } from "../store/tables.ts";
import { checkImage } from "./check-image.ts";
import { checkRequest } from "./check-request.ts";
import { storeEnvironment, type StoredParts } from "./environment-secrets.ts";
import { storeActionSecrets, toActionColumns } from "./event-actions.ts";
import { eventOrError } from "./event-or-error.ts";
import type { DefinitionParts } from "./parts.ts";
import { checkActions, refuseCycles } from "./run-cycles.ts";
import { checkSchedule } from "./schedule-seam.ts";
import { writeEvent, writeNewEvent } from "./write-event.ts";

/**
 * Saves a new event.
 * @returns its id
 * @throws CroniumError `invalid_input` or `conflict`, with the field at fault
 */
export async function createEvent(parts: DefinitionParts, fields: EventFields): Promise<number> {
  const { store, clock, changes } = parts;
  await checkEvent(store.read, fields, undefined, clock.now());
  const stored = await storeParts(parts, fields, [], []);
  const id = await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await refuseTakenName(transaction, fields.name, undefined);
    return writeNewEvent(transaction, fields, stored, now);
  });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
  return id;
}

/**
 * Saves an event over the version that was edited.
 * @returns the new version
 * @throws CroniumError `not_found`, `invalid_input`, or `conflict` when somebody else saved it meanwhile
 */
export async function changeEvent(
  parts: DefinitionParts,
  id: number,
  version: number,
  fields: EventFields,
): Promise<number> {
  const { store, clock, changes } = parts;
  await eventOrError(store.read, id);
  await checkEvent(store.read, fields, id, clock.now());
  const former = await environmentOf(store.read, id);
  const stored = await storeParts(parts, fields, former, await actionsOf(store.read, id));
  await settleAhead(parts, [id]);
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await refuseTakenName(transaction, fields.name, id);
    await writeEvent(transaction, parts, id, version, fields, stored, now);
    await refuseCycles(transaction, id);
  });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
  return version + 1;
}

/** Puts new secrets into the vault and leaves references to them. */
async function storeParts(
  { vault, ids }: DefinitionParts,
  fields: EventFields,
  environment: readonly EnvironmentVariableRow[],
  actions: readonly ConditionalActionRow[],
): Promise<StoredParts> {
  const references = await storeActionSecrets(vault, ids, fields.actions, actions);
  const stored = await storeEnvironment(vault, ids, fields.environment, environment);
  return { ...stored, actions: toActionColumns(fields.actions, references) };
}

/** Everything that can be found wrong without changing anything. @throws CroniumError `invalid_input`, `conflict` */
export async function checkEvent(
  database: Database,
  fields: EventFields,
  id: number | undefined,
  now: number,
): Promise<void> {
  await checkActions(database, fields.actions);
  checkRequest(fields.request);
  checkImage(fields.run);
  if (fields.schedule !== null) checkSchedule(fields.schedule, now);
  await refuseTakenName(database, fields.name, id);
  if (fields.run.on !== "servers") return;
  if (fields.run.serverIds.length === 0 && fields.run.groups.length === 0) {
    throw new CroniumError("invalid_input", "Choose at least one server or group to run on", {
      field: "run.serverIds",
    });
  }
  const known = new Set((await listServers(database)).map((server) => server.id));
  const gone = fields.run.serverIds.find((serverId) => !known.has(serverId));
  if (gone === undefined) return;
  throw new CroniumError("invalid_input", `Server ${String(gone)} does not exist or is archived`, {
    remedy: "Choose the servers again.",
    field: "run.serverIds",
  });
}

/** @throws CroniumError `conflict` when another event is named so */
export async function refuseTakenName(database: Database, name: string, id: number | undefined): Promise<void> {
  const other = await findEventByName(database, name);
  if (other === undefined || other.id === id) return;
  throw new CroniumError("conflict", `There is an event named “${other.name}” already`, {
    remedy: "Choose another name.",
    field: "name",
  });
}
