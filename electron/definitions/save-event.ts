import { CroniumError } from "../../shared/errors.ts";
import type { EventFields } from "../../shared/event.ts";
import { priorityRank } from "../queue/enqueue.ts";
import { recordAudit } from "../store/audit.ts";
import {
  environmentOf,
  findEvent,
  findEventByName,
  insertEvent,
  replaceEnvironment,
  replaceEventServers,
  updateEvent,
} from "../store/events.ts";
import { listServers } from "../store/servers.ts";
import type { Database, NewEventRow } from "../store/tables.ts";
import { storeEnvironment } from "./environment-secrets.ts";
import type { DefinitionParts } from "./parts.ts";
import { changeSchedule, checkSchedule } from "./schedule-seam.ts";

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
    const created = await insertEvent(transaction, { ...toColumns(fields, now), created_at: now });
    await replaceEventServers(transaction, created, serverIdsOf(fields));
    await replaceEnvironment(transaction, created, environment.rows);
    await changeSchedule(transaction, parts, created, fields.status, fields.schedule, now);
    await recordAudit(
      transaction,
      { actor: "user", action: "event.create", subject: subjectOf(created, fields.name) },
      now,
    );
    return created;
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
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await refuseTakenName(transaction, fields.name, id);
    if (!(await updateEvent(transaction, id, version, toColumns(fields, now)))) {
      throw new CroniumError("conflict", `“${fields.name}” was saved by somebody else since you opened it`, {
        remedy: "Open it again; your text is kept here until you leave the page.",
      });
    }
    await replaceEventServers(transaction, id, serverIdsOf(fields));
    await replaceEnvironment(transaction, id, environment.rows);
    await changeSchedule(transaction, parts, id, fields.status, fields.schedule, now);
    await recordAudit(transaction, { actor: "user", action: "event.update", subject: subjectOf(id, fields.name) }, now);
  });
  for (const reference of environment.unused) await vault.delete(reference);
  changes.announce({ noun: "event", id });
  parts.rescheduled();
  return version + 1;
}

/** @throws CroniumError `not_found` */
export async function eventOrError(
  database: Database,
  id: number,
): Promise<NonNullable<Awaited<ReturnType<typeof findEvent>>>> {
  const event = await findEvent(database, id);
  if (event === undefined) {
    throw new CroniumError("not_found", `There is no event ${String(id)}`, {
      remedy: "It may have been deleted; list the events again.",
    });
  }
  return event;
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

async function refuseTakenName(database: Database, name: string, id: number | undefined): Promise<void> {
  const other = await findEventByName(database, name);
  if (other === undefined || other.id === id) return;
  throw new CroniumError("conflict", `There is an event named “${other.name}” already`, {
    remedy: "Choose another name.",
    field: "name",
  });
}

function serverIdsOf(fields: EventFields): readonly number[] {
  return fields.run.on === "servers" ? [...new Set(fields.run.serverIds)] : [];
}

function subjectOf(id: number, name: string): string {
  return `event ${String(id)} ${name}`;
}

function toColumns(fields: EventFields, now: number): Omit<NewEventRow, "created_at"> {
  const { run } = fields;
  return {
    name: fields.name,
    description: fields.description,
    type: fields.type,
    status: fields.status,
    tags: JSON.stringify(fields.tags),
    run_on: run.on,
    groups: JSON.stringify(run.on === "servers" ? run.groups : []),
    container_image: run.on === "container" ? (run.image ?? null) : null,
    container_network: run.on === "container" ? run.network : null,
    script: fields.script,
    timeout_ms: fields.timeoutMs,
    retry_max: fields.retries.max,
    retry_delay_ms: fields.retries.delayMs,
    retry_factor: fields.retries.factor,
    on_unknown: fields.onUnknown,
    priority: priorityRank(fields.priority),
    updated_at: now,
  };
}
