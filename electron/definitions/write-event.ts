import { CroniumError } from "../../shared/errors.ts";
import type { EventFields } from "../../shared/event.ts";
import { priorityRank } from "../queue/enqueue.ts";
import type { LedgerParts } from "../schedule/ledger.ts";
import { settleSchedule } from "../schedule/ledger-settle.ts";
import { replaceActions } from "../store/actions.ts";
import { recordAudit } from "../store/audit.ts";
import { findEvent, insertEvent, replaceEnvironment, replaceEventServers, updateEvent } from "../store/events.ts";
import type { NewEventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import type { StoredParts } from "./environment-secrets.ts";
import { lifeAfter } from "./event-status.ts";
import { recordVersion, type VersionOrigin } from "./record-version.ts";
import { changeSchedule } from "./schedule-seam.ts";

/**
 * Writes a new event with its targets, environment and schedule, in the caller's transaction.
 * @param origin what it came from, for its history
 * @returns its id
 */
export async function writeNewEvent(
  transaction: Database,
  fields: EventFields,
  stored: StoredParts,
  now: number,
  origin: VersionOrigin = { cause: "created" },
): Promise<number> {
  const id = await insertEvent(transaction, { ...toColumns(fields, now), created_at: now });
  await writeRest(transaction, id, undefined, fields, stored, now);
  await recordVersion(transaction, id, origin, now, stored.given);
  await recordAudit(
    transaction,
    { actor: "user", action: "event.create", subject: subjectOf(id, fields.name), detail: { status: fields.status } },
    now,
  );
  return id;
}

/**
 * Writes an event over the version that was edited, in the caller's transaction, once what it had due until now is
 * accounted for as it was.
 * @param origin what the change came from, for the history
 * @throws CroniumError `conflict` when somebody else saved it meanwhile, or all of its runs have been made
 */
export async function writeEvent(
  transaction: Database,
  parts: LedgerParts,
  id: number,
  version: number,
  fields: EventFields,
  stored: StoredParts,
  now: number,
  origin: VersionOrigin = { cause: "saved" },
): Promise<void> {
  const schedule = await settleSchedule(transaction, parts, id, now);
  const former = await findEvent(transaction, id);
  if (former?.version !== version) {
    throw new CroniumError("conflict", `“${fields.name}” was saved by somebody else since you opened it`, {
      remedy: "Open it again; your text is kept here until you leave the page.",
    });
  }
  await updateEvent(transaction, id, version, { ...toColumns(fields, now), ...lifeAfter(former, fields) });
  await writeRest(transaction, id, { version: schedule, status: former.status }, fields, stored, now);
  await recordVersion(transaction, id, origin, now, stored.given);
  await recordAudit(
    transaction,
    { actor: "user", action: "event.update", subject: subjectOf(id, fields.name), detail: { status: fields.status } },
    now,
  );
}

async function writeRest(
  transaction: Database,
  id: number,
  former: Parameters<typeof changeSchedule>[2],
  fields: EventFields,
  stored: StoredParts,
  now: number,
): Promise<void> {
  await replaceEventServers(transaction, id, serverIdsOf(fields));
  await replaceEnvironment(transaction, id, stored.rows);
  await replaceActions(transaction, id, stored.actions);
  await changeSchedule(transaction, id, former, fields, now);
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
    container_settings: JSON.stringify(run.on === "container" ? run.settings : {}),
    rollout: JSON.stringify(fields.rollout),
    script: fields.script,
    files: JSON.stringify(fields.files),
    request: fields.request === null ? null : JSON.stringify(fields.request),
    timeout_ms: fields.timeoutMs,
    retry_max: fields.retries.max,
    retry_delay_ms: fields.retries.delayMs,
    retry_factor: fields.retries.factor,
    retry_on: fields.retries.on === null ? null : JSON.stringify(fields.retries.on),
    on_unknown: fields.onUnknown,
    priority: priorityRank(fields.priority),
    concurrency: fields.concurrency,
    log_limit_bytes: fields.logLimitBytes,
    updated_at: now,
  };
}
