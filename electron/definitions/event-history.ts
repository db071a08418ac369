import type { FieldChange } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { EventVersionSummary, EventVersionView, VersionComparison } from "../../shared/event-version.ts";
import { findVersion, listVersions } from "../store/event-versions.ts";
import type { EventVersionRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import { eventOrError } from "./event-or-error.ts";
import { compareScriptLines } from "./script-difference.ts";
import { compareVersionDefinitions, readNames, readVersionDefinition, toEventFields } from "./version-definition.ts";

/** Values in a comparison are told up to this length, characters. */
const longestCompared = 2_000;

export interface HistoryQuestion {
  readonly id: number;
  /** Only versions below this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The versions of an event, newest first. @throws CroniumError `not_found` */
export async function readHistory(
  database: Database,
  { id, before, limit }: HistoryQuestion,
): Promise<{ readonly versions: readonly EventVersionSummary[]; readonly next: number | undefined }> {
  await eventOrError(database, id);
  const rows = await listVersions(database, id, before, limit + 1);
  const versions = rows.slice(0, limit).map(summarise);
  return { versions, next: rows.length > limit ? versions.at(-1)?.version : undefined };
}

/** One version whole. @throws CroniumError `not_found` */
export async function readVersion(database: Database, id: number, version: number): Promise<EventVersionView> {
  const row = await versionOrError(database, id, version);
  return { ...summarise(row), fields: toEventFields(readVersionDefinition(row.definition)) };
}

/**
 * What differs between two versions of an event.
 * @param around equal lines of the script shown about each that differs
 * @throws CroniumError `not_found`
 */
export async function compareVersions(
  database: Database,
  id: number,
  from: number,
  to: number,
  around: number,
): Promise<VersionComparison> {
  const [left, right] = await Promise.all([versionOrError(database, id, from), versionOrError(database, id, to)]);
  const before = readVersionDefinition(left.definition);
  const after = readVersionDefinition(right.definition);
  const fields = compareVersionDefinitions(before, after, await readNames(database), longestCompared);
  return {
    from: summarise(left),
    to: summarise(right),
    fields: fields.filter(({ path }) => path !== "script"),
    script: compareScriptLines(before.script, after.script, around),
  };
}

/** @throws CroniumError `not_found` */
export async function versionOrError(database: Database, id: number, version: number): Promise<EventVersionRow> {
  const event = await eventOrError(database, id);
  const row = await findVersion(database, id, version);
  if (row !== undefined) return row;
  throw new CroniumError("not_found", `“${event.name}” has no version ${String(version)}`, {
    remedy: "List its versions with `cronium event history`.",
  });
}

function summarise(row: Omit<EventVersionRow, "definition">): EventVersionSummary {
  return {
    version: row.version,
    savedAt: row.saved_at,
    by: row.actor,
    cause: row.cause,
    restored: row.restored_version ?? undefined,
    note: row.note ?? undefined,
    changes: JSON.parse(row.changes) as FieldChange[],
  };
}
