import { sql } from "kysely";
import type { VariableUseRow } from "./runtime-tables.ts";
import type { Database } from "./tables.ts";
import { likePattern } from "./events.ts";

/** Characters of a value that a list has of it. */
const previewCharacters = 200;

/** A variable without the whole of its value. */
export interface VariableListRow {
  readonly key: string;
  readonly description: string;
  readonly version: number;
  readonly is_secret: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly updated_by: string;
  readonly bytes: number;
  readonly start: string;
  /** The name of the event that changed it last, if there is still one. */
  readonly event_name: string | null;
  readonly readers: number;
  readonly writers: number;
}

export interface VariableSelection {
  /** Part of the key or of the description, any case. */
  readonly search?: string | undefined;
  readonly key?: string | undefined;
}

/** Variables by key. */
export async function selectVariables(
  database: Database,
  selection: VariableSelection,
  limit: number,
): Promise<readonly VariableListRow[]> {
  const { rows } = await sql<VariableListRow>`
    SELECT key, description, version, secret_reference IS NOT NULL AS is_secret, created_at, updated_at, updated_by,
      octet_length(value) AS bytes, substr(value, 1, ${previewCharacters}) AS start,
      (SELECT name FROM events WHERE events.id = CAST(substr(updated_by, 7) AS INTEGER)) AS event_name,
      (SELECT count(*) FROM variable_uses AS uses WHERE uses.key = variables.key AND kind = 'read') AS readers,
      (SELECT count(*) FROM variable_uses AS uses WHERE uses.key = variables.key AND kind = 'write') AS writers
    FROM variables WHERE ${condition(selection)} ORDER BY key LIMIT ${limit}`.execute(database);
  return rows;
}

export async function countVariables(database: Database, selection: VariableSelection): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    SELECT count(*) AS count FROM variables WHERE ${condition(selection)}`.execute(database);
  return rows[0]?.count ?? 0;
}

function condition({ search, key }: VariableSelection) {
  if (key !== undefined) return sql`key = ${key}`;
  if (search === undefined || search === "") return sql`1`;
  const pattern = likePattern(search);
  return sql`(key LIKE ${pattern} ESCAPE '\\' OR description LIKE ${pattern} ESCAPE '\\')`;
}

export interface NamedUse extends VariableUseRow {
  readonly event_name: string;
  /** Whether the last job is still there. */
  readonly has_job: number;
}

/** Who uses a variable, the last first. */
export async function usesOfVariable(database: Database, key: string): Promise<readonly NamedUse[]> {
  const { rows } = await sql<NamedUse>`
    SELECT uses.*, events.name AS event_name,
      EXISTS (SELECT 1 FROM jobs WHERE jobs.id = uses.last_job_id) AS has_job
    FROM variable_uses AS uses JOIN events ON events.id = uses.event_id
    WHERE uses.key = ${key} ORDER BY uses.last_at DESC, uses.kind`.execute(database);
  return rows;
}

/** Events whose script or request holds a text. */
export async function eventsThatHold(
  database: Database,
  text: string,
): Promise<
  readonly { readonly id: number; readonly name: string; readonly script: string; readonly request: string | null }[]
> {
  return database
    .selectFrom("events")
    .select(["id", "name", "script", "request"])
    .where((build) =>
      build.or([sql<boolean>`instr(script, ${text}) > 0`, sql<boolean>`instr(coalesce(request, ''), ${text}) > 0`]),
    )
    .orderBy("name")
    .execute();
}
