import type { DefinedEvent, DefinitionChange, FieldChange } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { EnvironmentEntry, EventFields } from "../../shared/event.ts";
import { neverDueWords } from "../../shared/never-due.ts";
import { nextDue } from "../schedule/due.ts";
import type { Vault } from "../secrets/vault.ts";
import { foldName, sameName, type CurrentEvent } from "./current-definition.ts";
import { compareDocuments, hiddenSecret } from "./difference.ts";
import { eventDocument } from "./document.ts";
import { keepSecrets, newSecretsOf, resolveActionNames } from "./plan-actions.ts";
import type { NamedAction } from "./event-actions.ts";
import { emptyGroupNotes } from "./empty-groups.ts";
import { checkImage } from "./check-image.ts";
import { checkRequest } from "./check-request.ts";
import { checkEnvironment } from "./environment-secrets.ts";
import { statusFromFile, type HeldStatus } from "./event-status.ts";
import { noSuchServer } from "./no-such-server.ts";
import { checkSchedule } from "./schedule-seam.ts";

export interface PlannedEvent {
  readonly change: DefinitionChange;
  /** Secrets the vault has already are kept; its servers are named in `serverNames` alone. */
  readonly fields: EventFields;
  readonly serverNames: readonly string[];
  /** Instead of those in `fields`: other events are named, secrets the vault has already are kept. */
  readonly actions: readonly NamedAction[];
  readonly former: CurrentEvent | undefined;
}

export interface EventPlanParts {
  readonly vault: Pick<Vault, "get">;
  readonly now: number;
  readonly events: readonly CurrentEvent[];
  /** Names of the servers there will be. */
  readonly serverNames: readonly string[];
  /** The groups that these are in. */
  readonly serverGroups: readonly string[];
  /** Names of servers that are out of use. */
  readonly archivedNames: readonly string[];
  /** Names of the events there will be. */
  readonly eventNames: readonly string[];
}

/**
 * Checks one event of a definition and compares it with what is.
 * @throws CroniumError `invalid_input` with the field at fault, as the event form names it
 */
export async function planEvent(defined: DefinedEvent, parts: EventPlanParts): Promise<PlannedEvent> {
  const former = parts.events.find(({ row }) => sameName(row.name, defined.event.name));
  const { status, note } = chooseStatus(defined, former);
  const given: EventFields = { ...defined.event, actions: [], status };
  const warnings = checkTimes(given, parts.now);
  const serverNames = resolveNames(defined, parts, former);
  const { run } = given;
  const emptyNotes =
    run.on === "servers" ? emptyGroupNotes(run.groups, parts.serverGroups, serverNames.length > 0) : [];
  checkRequest(given.request);
  checkImage(given.run);
  checkEnvironment(given.environment, former?.environment ?? []);
  const named = resolveActionNames(defined.actions, parts.eventNames);
  if (former === undefined) {
    const change: DefinitionChange = {
      kind: "create",
      noun: "event",
      name: given.name,
      fields: [],
      notes: [...warnings, ...emptyNotes],
    };
    return { change, fields: given, serverNames, actions: named, former };
  }
  const secrets = await compareSecrets(parts.vault, given, former);
  const actions = await keepSecrets(parts.vault, named, former);
  const fields = { ...given, environment: secrets.environment, schedule: keepAnchor(given, former) };
  const changes = [
    ...compareDocuments(
      eventDocument(former.fields, former.serverNames, former.actions),
      eventDocument(fields, serverNames, actions),
    ),
    ...secrets.changes,
    ...newSecretsOf(actions, former),
  ];
  const kind = changes.length === 0 ? "unchanged" : "update";
  const notes = [...(note === undefined ? [] : [note]), ...(kind === "unchanged" ? [] : warnings), ...emptyNotes];
  return {
    change: { kind, noun: "event", name: given.name, fields: changes, notes },
    fields,
    serverNames,
    actions,
    former,
  };
}

function chooseStatus({ event, keepStatus }: DefinedEvent, former: CurrentEvent | undefined): HeldStatus {
  if (former === undefined) return { status: event.status, note: undefined };
  const status = keepStatus ? former.fields.status : event.status;
  return statusFromFile(former.row, { status, schedule: event.schedule });
}

/** What is worth knowing of the times of an event that can be saved. @throws CroniumError when it cannot */
function checkTimes({ schedule, status }: EventFields, now: number): string[] {
  if (schedule === null) return [];
  const isNeverDue = nextDue(checkSchedule(schedule, now), now) === null;
  return isNeverDue && status === "ACTIVE" ? [`never due: ${neverDueWords(schedule, now)}`] : [];
}

/** The names as the servers themselves write them. */
function resolveNames(
  { event: { run }, serverNames }: DefinedEvent,
  { serverNames: known, archivedNames }: EventPlanParts,
  former: CurrentEvent | undefined,
): readonly string[] {
  if (run.on !== "servers") return [];
  const byFoldedName = new Map(known.map((name) => [foldName(name), name]));
  const resolved = serverNames.map((name) => {
    const server = byFoldedName.get(foldName(name));
    if (server !== undefined) return server;
    throw noSuchServer(name, known, archivedNames, "run.servers");
  });
  const runsNowhere = resolved.length === 0 && run.groups.length === 0 && !former?.archivedServerIds.length;
  if (!runsNowhere) return [...new Set(resolved)].sort();
  throw new CroniumError("invalid_input", "It names no server and no group to run on", {
    remedy: "Give at least one in run.servers or run.groups.",
    field: "run.servers",
  });
}

/** An interval that does not say where it is anchored keeps the rhythm it has. */
function keepAnchor(fields: EventFields, former: CurrentEvent): EventFields["schedule"] {
  const { schedule } = fields;
  const before = former.fields.schedule;
  if (schedule?.kind !== "interval" || schedule.anchorMs !== undefined) return schedule;
  if (before?.kind !== "interval" || before.everyMs !== schedule.everyMs) return schedule;
  return before.anchorMs === undefined ? schedule : { ...schedule, anchorMs: before.anchorMs };
}

/** Turns secrets that are the same as in the vault into kept ones, and says which are not. */
async function compareSecrets(
  vault: Pick<Vault, "get">,
  { environment }: EventFields,
  former: CurrentEvent,
): Promise<{ readonly environment: EnvironmentEntry[]; readonly changes: readonly FieldChange[] }> {
  const changes: FieldChange[] = [];
  const compared: EnvironmentEntry[] = [];
  for (const entry of environment) {
    const row = former.environment.find(({ key }) => key === entry.key);
    const reference = row?.secret_reference ?? undefined;
    if (!("secret" in entry) || reference === undefined) {
      compared.push(entry);
    } else if ((await vault.get(reference)) === entry.secret) {
      compared.push({ key: entry.key, keepSecret: true });
    } else {
      compared.push(entry);
      changes.push({ path: `env.${entry.key}`, from: hiddenSecret, to: hiddenSecret });
    }
  }
  return { environment: compared, changes };
}
