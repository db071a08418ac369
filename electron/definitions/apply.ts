import type { ActionInput } from "../../shared/action.ts";
import type { AttachmentName, CalendarAttachment } from "../../shared/calendar.ts";
import type { ApplyResult, Definition } from "../../shared/definition.ts";
import { CroniumError, toErrorDetails } from "../../shared/errors.ts";
import type { EventFields } from "../../shared/event.ts";
import type { ServerTest } from "../../shared/server.ts";
import { settleAhead } from "../schedule/ledger-settle.ts";
import { replaceActions } from "../store/actions.ts";
import type { Vault } from "../secrets/vault.ts";
import { draftVault } from "../secrets/vault-draft.ts";
import { findEventByName } from "../store/events.ts";
import { findServerByName } from "../store/servers.ts";
import type { Database } from "../store/tables.ts";
import type { VariableChange } from "../variables/variable-book.ts";
import { testServer, type CheckParts } from "./check-server.ts";
import { storeEnvironment, type StoredEnvironment, type StoredParts } from "./environment-secrets.ts";
import { storeActionSecrets, toActionColumns, type NamedAction } from "./event-actions.ts";
import { deleteEventRows, deleteLeftovers, type EventLeftovers } from "./event-life.ts";
import type { DefinitionParts } from "./parts.ts";
import { targetsFirst } from "./plan-actions.ts";
import { planApply, type ApplyPlan } from "./plan-apply.ts";
import type { PlannedCalendar } from "./plan-calendar.ts";
import type { PlannedEvent } from "./plan-event.ts";
import type { PlannedServer } from "./plan-server.ts";
import { refuseCycles } from "./run-cycles.ts";
import { serverOrError } from "./save-server.ts";
import { storeCredential } from "./server-credential.ts";
import { refuseBadWaysIn } from "./server-ways.ts";
import { writeCalendar, writeCalendarDeletion, writeNewCalendar } from "./write-calendar.ts";
import { writeEvent, writeNewEvent } from "./write-event.ts";
import { refuseBadWaysOfGroup, writeGroup } from "./write-group.ts";
import { writeArchived, writeNewServer, writeServer } from "./write-server.ts";

export interface ApplyParts extends CheckParts {
  readonly dataDirectory: string;
}

export interface ApplyChoice {
  readonly dryRun: boolean;
  readonly prune: boolean;
}

/**
 * Makes servers, variables, events and calendars as a definition says: everything is checked first, then all of it is written in
 * one transaction or none of it. Applying the same again changes nothing. New and changed servers are tested afterwards.
 * @throws CroniumError saying which part is at fault; nothing has changed then
 */
export async function applyDefinition(
  parts: ApplyParts,
  definition: Definition,
  { dryRun, prune }: ApplyChoice,
): Promise<ApplyResult> {
  const { store, vault, clock, changes: feed } = parts;
  const plan = await planApply(definition, { database: store.read, vault, now: clock.now(), prune });
  const { changes } = plan;
  const nothingToDo = changes.every(({ kind }) => kind === "unchanged");
  if (dryRun || nothingToDo) return { changes, applied: false, tested: [] };

  const draft = draftVault(vault);
  let written: Written;
  try {
    const secrets = await storeSecrets({ ...parts, vault: draft }, plan);
    const changed = plan.events.filter(needsWriting).flatMap(({ former }) => former?.row.id ?? []);
    await settleAhead(parts, [...changed, ...plan.removed.events.map(({ id }) => id)]);
    written = await parts.variables.changeWith(variableChanges(plan), "user", (writeVariables) =>
      store.write
        .transaction()
        .execute((transaction) => writeAll(transaction, parts, plan, { ...secrets, writeVariables }, clock.now())),
    );
  } catch (error) {
    await draft.undo();
    throw error;
  }
  for (const reference of written.unusedReferences) await vault.delete(reference);
  for (const leftovers of written.leftovers) await deleteLeftovers(parts, leftovers, parts.dataDirectory);
  for (const noun of ["server", "event", "calendar"] as const) feed.announce({ noun });
  parts.rescheduled();
  return { changes, applied: true, tested: await testServers(parts, written.serverIds) };
}

interface StoredSecrets {
  readonly credentials: ReadonlyMap<PlannedServer, string | null>;
  readonly environments: ReadonlyMap<PlannedEvent, EventSecrets>;
}

interface EventSecrets extends StoredEnvironment {
  /** What signs the call of each action, null where there is nothing. */
  readonly actionSecrets: readonly (string | null)[];
}

/** Puts new secrets into the vault, before the transaction that refers to them. */
async function storeSecrets(
  parts: Parameters<typeof storeCredential>[0] & { readonly vault: Pick<Vault, "get" | "set"> },
  plan: ApplyPlan,
): Promise<StoredSecrets> {
  const credentials = new Map<PlannedServer, string | null>();
  const environments = new Map<PlannedEvent, EventSecrets>();
  for (const server of plan.servers.filter(needsWriting)) {
    credentials.set(server, await storeCredential(parts, server.fields.authentication, server.former));
  }
  for (const event of plan.events.filter(needsWriting)) {
    const former = event.former?.environment ?? [];
    const environment = await storeEnvironment(parts.vault, parts.ids, event.fields.environment, former);
    const rows = event.former?.actionRows ?? [];
    const actionSecrets = await storeActionSecrets(parts.vault, parts.ids, event.actions, rows);
    environments.set(event, { ...environment, actionSecrets });
  }
  return { credentials, environments };
}

function needsWriting({ change }: { readonly change: { readonly kind: string } }): boolean {
  return change.kind !== "unchanged";
}

function variableChanges({ variables, removed }: ApplyPlan): readonly VariableChange[] {
  const removals = removed.variables.map((key) => ({ kind: "remove", key }) as const);
  return [...variables.filter(needsWriting).map(({ wanted }) => wanted), ...removals];
}

interface Written {
  readonly serverIds: readonly number[];
  readonly unusedReferences: readonly string[];
  readonly leftovers: readonly EventLeftovers[];
}

async function writeAll(
  transaction: Database,
  parts: DefinitionParts,
  plan: ApplyPlan,
  prepared: StoredSecrets & { readonly writeVariables: (transaction: Database) => Promise<unknown> },
  now: number,
): Promise<Written> {
  const { credentials, environments } = prepared;
  const serverIds: number[] = [];
  const unusedReferences: string[] = [];
  for (const [server, reference] of credentials) {
    serverIds.push(await saveServer(transaction, server, reference, now));
    const former = server.former?.credential_reference ?? null;
    if (former !== null && former !== reference) unusedReferences.push(former);
  }
  for (const { group } of plan.groups.filter(needsWriting)) await writeGroup(transaction, group, now);
  for (const name of plan.removed.groups) await writeGroup(transaction, { name }, now);
  await prepared.writeVariables(transaction);
  const planned = plan.events.filter((event) => environments.has(event));
  for (const { event } of targetsFirst(
    planned.map((one) => ({ name: one.fields.name, actions: one.actions, event: one })),
  )) {
    const secrets = environments.get(event);
    if (secrets !== undefined) await saveEvent(transaction, parts, event, secrets, now);
  }
  const leftovers: EventLeftovers[] = [];
  // They may run each other.
  for (const { id } of plan.removed.events) await replaceActions(transaction, id, []);
  await refuseCycles(transaction);
  for (const row of plan.removed.events) leftovers.push(await deleteEventRows(transaction, parts, row.id, now));
  for (const row of plan.removed.servers) {
    await writeArchived(transaction, row, true, now);
    if (row.credential_reference !== null) unusedReferences.push(row.credential_reference);
  }
  await refuseBadWaysIn(
    transaction,
    plan.servers.map(({ fields }) => fields.name),
  );
  for (const { group } of plan.groups) await refuseBadWaysOfGroup(transaction, group.name);
  // Last, as they name events and servers.
  for (const row of plan.removed.calendars) await writeCalendarDeletion(transaction, row, now);
  for (const calendar of plan.calendars.filter(needsWriting)) await saveCalendar(transaction, calendar, now);
  return { serverIds, unusedReferences, leftovers };
}

async function saveServer(
  transaction: Database,
  { former, fields }: PlannedServer,
  reference: string | null,
  now: number,
): Promise<number> {
  if (former === undefined) return writeNewServer(transaction, fields, reference, now);
  if (former.archived_at !== null) await writeArchived(transaction, former, false, now);
  await writeServer(transaction, former, fields, reference, now);
  return former.id;
}

async function saveEvent(
  transaction: Database,
  parts: DefinitionParts,
  { fields, serverNames, actions, former }: PlannedEvent,
  secrets: EventSecrets,
  now: number,
): Promise<void> {
  const serverIds: number[] = [...(former?.archivedServerIds ?? [])];
  for (const name of serverNames) {
    const server = await findServerByName(transaction, name);
    if (server !== undefined) serverIds.push(server.id);
  }
  const located: EventFields = fields.run.on === "servers" ? { ...fields, run: { ...fields.run, serverIds } } : fields;
  const columns = toActionColumns(await findTargets(transaction, actions), secrets.actionSecrets);
  const stored: StoredParts = { ...secrets, actions: columns };
  if (former === undefined) await writeNewEvent(transaction, located, stored, now, { cause: "applied" });
  else {
    const { id, version } = former.row;
    await writeEvent(transaction, parts, id, version, located, stored, now, { cause: "applied" });
  }
}

/** By name, now that the events that others run are there. */
async function findTargets(transaction: Database, actions: readonly NamedAction[]): Promise<ActionInput[]> {
  const found: ActionInput[] = [];
  for (const action of actions) {
    if (action.do !== "run_event") {
      found.push(action);
      continue;
    }
    const target = await findEventByName(transaction, action.event);
    if (target === undefined) throw new CroniumError("not_found", `There is no event “${action.event}” any more`);
    found.push({ when: action.when, do: action.do, eventId: target.id });
  }
  return found;
}

async function saveCalendar(
  transaction: Database,
  { fields, attach, former }: PlannedCalendar,
  now: number,
): Promise<void> {
  const attachments: CalendarAttachment[] = (former?.archivedServerIds ?? []).map((serverId) => ({
    kind: "server",
    serverId,
  }));
  for (const attachment of attach) attachments.push(...(await findAttached(transaction, attachment)));
  const whole = { ...fields, attachments };
  if (former === undefined) await writeNewCalendar(transaction, whole, now);
  else await writeCalendar(transaction, former.row.id, former.row.version, whole, now);
}

/** By name, now that all there will be is there. */
async function findAttached(transaction: Database, attachment: AttachmentName): Promise<CalendarAttachment[]> {
  switch (attachment.kind) {
    case "everything":
      return [{ kind: "everything" }];
    case "tag":
      return [{ kind: "tag", tag: attachment.name }];
    case "event": {
      const event = await findEventByName(transaction, attachment.name);
      return event === undefined ? [] : [{ kind: "event", eventId: event.id }];
    }
    case "server": {
      const server = await findServerByName(transaction, attachment.name);
      return server === undefined ? [] : [{ kind: "server", serverId: server.id }];
    }
  }
}

/** Connects to each of the servers at once, so that their state and host key are known. */
function testServers(parts: ApplyParts, ids: readonly number[]): Promise<ApplyResult["tested"]> {
  return Promise.all(
    ids.map(async (id) => ({
      name: (await serverOrError(parts.store.read, id)).name,
      test: await testServer(parts, id).catch(failedTest),
    })),
  );
}

/** The definition is in place by now: a test that breaks off is told, not thrown. */
function failedTest(error: unknown): ServerTest {
  const { message, remedy } = toErrorDetails(error);
  return {
    ok: false,
    status: "unknown",
    message,
    remedy,
    line: undefined,
    offered: undefined,
    latencyMs: undefined,
    system: undefined,
  };
}
