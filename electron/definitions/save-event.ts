import { CroniumError } from "../../shared/errors.ts";
import type { EventFields } from "../../shared/event.ts";
import { settleAhead } from "../schedule/ledger-settle.ts";
import { environmentOf, findEventByName } from "../store/events.ts";
import { listServers } from "../store/servers.ts";
import type { Database } from "../store/tables.ts";
import { storeEnvironment } from "./environment-secrets.ts";
import { eventOrError } from "./event-or-error.ts";
import type { DefinitionParts } from "./parts.ts";
import { checkSchedule } from "./schedule-seam.ts";
import { writeEvent, writeNewEvent } from "./write-event.ts";

/**
 * Saves a new event.
 * @returns its id
 * @throws CroniumError `invalid_input` or `conflict`, with the field at fault
 */
export async function createEvent(parts: DefinitionParts, fields: EventFields): Promise<number> {
  const { store, clock, vault, ids, changes } = parts;
  await checkEvent(store.read, fields, undefined, clock.now());
  const environment = await storeEnvironment(vault, ids, fields.environment, []);
  const id = await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await refuseTakenName(transaction, fields.name, undefined);
    return writeNewEvent(transaction, fields, environment, now);
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
  const { store, clock, vault, ids, changes } = parts;
  await eventOrError(store.read, id);
  await checkEvent(store.read, fields, id, clock.now());
  const environment = await storeEnvironment(vault, ids, fields.environment, await environmentOf(store.read, id));
  await settleAhead(parts, [id]);
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await refuseTakenName(transaction, fields.name, id);
    await writeEvent(transaction, parts, id, version, fields, environment, now);
  });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
  return version + 1;
}

/** Everything that can be found wrong without changing anything. @throws CroniumError `invalid_input`, `conflict` */
export async function checkEvent(
  database: Database,
  fields: EventFields,
  id: number | undefined,
  now: number,
): Promise<void> {
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
