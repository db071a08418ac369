import type { DocumentPart, FieldChange } from "../../shared/definition.ts";
import type { EnvironmentEntry, EventFields } from "../../shared/event.ts";
import { usualRollout } from "../../shared/rollout.ts";
import { readTarget, type FormerTarget } from "../queue/job-definition.ts";
import { eventNamesById } from "../store/actions.ts";
import { serverNamesById } from "../store/servers.ts";
import type { Database } from "../store/tables.ts";
import { compareDocuments } from "./difference.ts";
import { eventDocument, withoutDefaults } from "./document.ts";
import { fromVersionActions, versionActionDocuments, type VersionAction } from "./version-actions.ts";

/** A variable as a version keeps it: a secret by its reference, and the version in which its value was given. */
export type VersionEntry =
  | { readonly key: string; readonly value: string }
  | { readonly key: string; readonly secretReference: string; readonly givenIn: number };

/** An event as one of its versions keeps it. */
export type VersionDefinition = Omit<EventFields, "environment" | "actions"> & {
  readonly environment: readonly VersionEntry[];
  readonly actions: readonly VersionAction[];
};

/** What things are called that an event refers to by number. */
export interface DefinedNames {
  readonly servers: ReadonlyMap<number, string>;
  readonly events: ReadonlyMap<number, string>;
}

export async function readNames(database: Database): Promise<DefinedNames> {
  return { servers: await serverNamesById(database), events: await eventNamesById(database) };
}

/** What a version may lack that was kept before there was such a thing. */
type Later = "concurrency" | "logLimitBytes" | "actions" | "files" | "request" | "rollout";
type FormerDefinition = Omit<VersionDefinition, "retries" | "run" | Later> &
  Partial<Pick<VersionDefinition, Later>> & {
    readonly retries: Omit<EventFields["retries"], "on"> & Partial<EventFields["retries"]>;
    readonly run: FormerTarget;
  };

export function readVersionDefinition(text: string): VersionDefinition {
  const {
    concurrency = null,
    logLimitBytes = null,
    actions = [],
    files = [],
    request = null,
    rollout = usualRollout,
    ...definition
  } = JSON.parse(text) as FormerDefinition;
  const retries = { ...definition.retries, on: definition.retries.on ?? null };
  const run = readTarget(definition.run);
  return { ...definition, retries, run, concurrency, logLimitBytes, actions, files, request, rollout };
}

/** The same as a form takes it. Secrets appear as `keepSecret`. */
export function toEventFields(definition: VersionDefinition): EventFields {
  return {
    ...definition,
    actions: fromVersionActions(definition.actions),
    environment: definition.environment.map((entry): EnvironmentEntry =>
      "value" in entry ? entry : { key: entry.key, keepSecret: true },
    ),
  };
}

/**
 * What differs between two versions, by the paths of a definition file.
 * @param longestShown longer values are cut, characters
 */
export function compareVersionDefinitions(
  from: VersionDefinition,
  to: VersionDefinition,
  names: DefinedNames,
  longestShown?: number,
): FieldChange[] {
  // Beside an event without a schedule, one is told by what it says, not by all that it leaves as it is by default.
  const brief = (from.schedule === null) !== (to.schedule === null);
  const document = (definition: VersionDefinition) => versionDocument(definition, names, brief);
  return compareDocuments(document(from), document(to), longestShown);
}

function versionDocument(
  definition: VersionDefinition,
  { servers, events }: DefinedNames,
  brief: boolean,
): DocumentPart {
  const fields = toEventFields(definition);
  const { run } = fields;
  const names = run.on === "servers" ? run.serverIds.map((id) => servers.get(id) ?? `server ${String(id)}`).sort() : [];
  const document = eventDocument(fields, names, []);
  return {
    ...document,
    schedule: (brief ? withoutDefaults(document) : document)["schedule"] ?? {},
    actions: versionActionDocuments(definition.actions, events),
    env: Object.fromEntries(definition.environment.map((entry) => [entry.key, entryDocument(entry)])),
  };
}

/** Another value of a secret differs, though it is never told. */
function entryDocument(entry: VersionEntry): unknown {
  return "value" in entry ? entry.value : { secretEnv: `${entry.secretReference} ${String(entry.givenIn)}` };
}
