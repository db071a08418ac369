import type { Definition, DefinitionChange } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Vault } from "../secrets/vault.ts";
import { countUnfinishedByEvent } from "../store/jobs.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { CalendarRow, Database, ServerRow } from "../store/tables.ts";
import { foldName, readCurrentDefinition, type CurrentDefinition } from "./current-definition.ts";
import { unfinishedError } from "./event-life.ts";
import { checkAllActions } from "./plan-actions.ts";
import { groupsToRemove, planGroup, type PlannedGroup } from "./plan-groups.ts";
import { planCalendar, type PlannedCalendar } from "./plan-calendar.ts";
import { planEvent, type PlannedEvent } from "./plan-event.ts";
import { refusePlannedWays } from "./plan-ways.ts";
import { planServer, type PlannedServer } from "./plan-server.ts";
import { planVariable, type PlannedVariable } from "./plan-variable.ts";

/** Everything an apply will do, found out and checked before anything is written. */
export interface ApplyPlan {
  readonly servers: readonly PlannedServer[];
  readonly groups: readonly PlannedGroup[];
  readonly variables: readonly PlannedVariable[];
  readonly events: readonly PlannedEvent[];
  readonly calendars: readonly PlannedCalendar[];
  readonly removed: {
    readonly servers: readonly ServerRow[];
    readonly groups: readonly string[];
    readonly variables: readonly string[];
    readonly events: readonly EventRow[];
    readonly calendars: readonly CalendarRow[];
  };
  readonly changes: readonly DefinitionChange[];
}

export interface PlanParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: number;
  readonly prune: boolean;
}

/**
 * Compares a definition with what is.
 * @throws CroniumError saying which server or event is at fault; `field` is its path in the definition
 */
export async function planApply(definition: Definition, parts: PlanParts): Promise<ApplyPlan> {
  refuseDuplicates("server", "servers", definition.servers);
  refuseDuplicates("group", "groups", definition.groups);
  refuseDuplicates(
    "event",
    "events",
    definition.events.map(({ event }) => event),
  );
  refuseDuplicates(
    "calendar",
    "calendars",
    definition.calendars.map(({ calendar }) => calendar),
  );
  const current = await readCurrentDefinition(parts.database, parts.vault);
  const servers: PlannedServer[] = [];
  for (const [index, fields] of definition.servers.entries()) {
    servers.push(
      await inPlace(`Server ${fields.name}`, `servers.${String(index)}`, () => planServer(fields, current.servers)),
    );
  }
  const removed = await planRemovals(definition, current, parts);
  const keptServers = current.servers
    .map(({ row }) => row)
    .filter(
      (row) => row.archived_at === null && !removed.servers.includes(row) && !names(definition.servers, row.name),
    );
  const serverNames = [...definition.servers, ...keptServers].map(({ name }) => name);
  const serverGroups = [
    ...definition.servers.flatMap(({ groups }) => groups),
    ...keptServers.flatMap(({ groups }) => JSON.parse(groups) as string[]),
  ];
  const archivedNames = current.servers
    .map(({ row }) => row)
    .filter(({ archived_at: archivedAt }) => archivedAt !== null)
    .map(({ name }) => name);
  const allEventNames = eventNames(definition, current, removed);
  const eventParts = {
    eventNames: allEventNames,
    vault: parts.vault,
    now: parts.now,
    events: current.events,
    serverNames,
    serverGroups,
    archivedNames,
  };
  const events: PlannedEvent[] = [];
  for (const [index, defined] of definition.events.entries()) {
    const place = `events.${String(index)}`;
    events.push(await inPlace(`Event “${defined.event.name}”`, place, () => planEvent(defined, eventParts)));
  }
  const untouched = current.events.filter(
    ({ row }) => !removed.events.includes(row) && events.every(({ former }) => former?.row.id !== row.id),
  );
  checkAllActions(
    [
      ...events.map(({ fields, actions }) => ({ name: fields.name, actions })),
      ...untouched.map(({ row, actions }) => ({ name: row.name, actions })),
    ],
    removed.events.map(({ name }) => name),
  );
  const calendarParts = {
    calendars: current.calendars,
    eventNames: allEventNames,
    serverNames,
    archivedNames,
  };
  const calendars: PlannedCalendar[] = [];
  for (const [index, defined] of definition.calendars.entries()) {
    const place = `calendars.${String(index)}`;
    const { name } = defined.calendar;
    calendars.push(await inPlace(`Calendar “${name}”`, place, () => planCalendar(defined, calendarParts)));
  }
  const variables = Object.entries(definition.variables).map(([key, value]) =>
    planVariable(key, value, current.variables),
  );
  const groups = definition.groups.map((limit) => planGroup(limit, current.groups));
  refusePlannedWays(current, { servers, groups }, removed);
  const changes = [...servers, ...groups, ...variables, ...events, ...calendars].map(({ change }) => change);
  return { servers, groups, variables, events, calendars, removed, changes: [...changes, ...removalChanges(removed)] };
}

/** Names of the events there will be. */
function eventNames(
  { events }: Definition,
  current: CurrentDefinition,
  removed: ApplyPlan["removed"],
): readonly string[] {
  const kept = current.events.map(({ row }) => row).filter((row) => !removed.events.includes(row));
  return [...events.map(({ event }) => event), ...kept].map(({ name }) => name);
}

async function planRemovals(
  definition: Definition,
  current: CurrentDefinition,
  { prune, database }: PlanParts,
): Promise<ApplyPlan["removed"]> {
  if (!prune) return { servers: [], groups: [], variables: [], events: [], calendars: [] };
  const unfinished = await countUnfinishedByEvent(database);
  const defined = definition.events.map(({ event }) => event);
  const events = current.events.map(({ row }) => row).filter((row) => !names(defined, row.name));
  const busy = events.find((row) => unfinished.has(row.id));
  if (busy !== undefined) throw unfinishedError(busy.name);
  return {
    servers: current.servers
      .map(({ row }) => row)
      .filter((row) => row.archived_at === null && !names(definition.servers, row.name)),
    groups: groupsToRemove(definition.groups, current.groups),
    variables: current.variables.map(({ key }) => key).filter((key) => !Object.hasOwn(definition.variables, key)),
    events,
    calendars: current.calendars
      .map(({ row }) => row)
      .filter(({ name }) => definition.calendars.every(({ calendar }) => foldName(calendar.name) !== foldName(name))),
  };
}

function removalChanges({ servers, groups, variables, events, calendars }: ApplyPlan["removed"]): DefinitionChange[] {
  const change = (noun: DefinitionChange["noun"], name: string): DefinitionChange => ({
    kind: "remove",
    noun,
    name,
    fields: [],
    notes: [],
  });
  return [
    ...servers.map(({ name }) => change("server", name)),
    ...groups.map((name) => change("group", name)),
    ...variables.map((key) => change("variable", key)),
    ...events.map(({ name }) => change("event", name)),
    ...calendars.map(({ name }) => change("calendar", name)),
  ];
}

function names(parts: readonly { readonly name: string }[], name: string): boolean {
  return parts.some((part) => foldName(part.name) === foldName(name));
}

function refuseDuplicates(noun: string, list: string, parts: readonly { readonly name: string }[]): void {
  const index = parts.findIndex(({ name }, at) => names(parts.slice(0, at), name));
  if (index === -1) return;
  throw new CroniumError("invalid_input", `The ${noun} “${parts[index]?.name ?? ""}” is defined twice`, {
    remedy: "Names are compared without regard to case; keep one of the two.",
    field: `${list}.${String(index)}.name`,
  });
}

/** Says in errors which part of the definition they are about. */
async function inPlace<T>(what: string, path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CroniumError)) throw error;
    throw new CroniumError(error.code, `${what}: ${error.message}`, {
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      field: error.field === undefined ? path : `${path}.${error.field}`,
      cause: error,
    });
  }
}
