import { sql } from "kysely";
import type { VariableRow } from "./runtime-tables.ts";
import type { Database } from "./tables.ts";

export function listVariables(database: Database): Promise<VariableRow[]> {
  return database.selectFrom("variables").selectAll().orderBy("key").execute();
}

export function findVariable(database: Database, key: string): Promise<VariableRow | undefined> {
  return database.selectFrom("variables").selectAll().where("key", "=", key).executeTakeFirst();
}

export async function insertVariable(database: Database, row: VariableRow): Promise<void> {
  await database.insertInto("variables").values(row).execute();
}

export async function updateVariable(database: Database, row: VariableRow): Promise<void> {
  const { key, ...columns } = row;
  await database.updateTable("variables").set(columns).where("key", "=", key).execute();
}

export async function deleteVariable(database: Database, key: string): Promise<void> {
  await database.deleteFrom("variables").where("key", "=", key).execute();
}

export function listSecretReferences(database: Database): Promise<{ key: string; secret_reference: string | null }[]> {
  return database
    .selectFrom("variables")
    .select(["key", "secret_reference"])
    .where("secret_reference", "is not", null)
    .execute();
}

/** What all variables take together, bytes: keys, values and descriptions; values of secrets are in the vault. */
export async function bytesOfVariables(database: Database): Promise<number> {
  const row = await database.selectFrom("variable_totals").select("bytes").executeTakeFirst();
  return row?.bytes ?? 0;
}

/** A variable without its value, which may be large. */
export interface VariableOutline {
  readonly key: string;
  readonly isSecret: boolean;
  /** Of the value as JSON; that of a secret is in the vault. */
  readonly bytes: number;
  readonly updatedAt: number;
}

/** What there is, those that changed last first. */
export async function outlineVariables(database: Database, most: number): Promise<readonly VariableOutline[]> {
  const rows = await database
    .selectFrom("variables")
    .select(["key", "secret_reference", "updated_at"])
    .select(sql<number>`length(CAST(value AS BLOB))`.as("bytes"))
    .orderBy("updated_at", "desc")
    .orderBy("key")
    .limit(most)
    .execute();
  return rows.map((row) => ({
    key: row.key,
    isSecret: row.secret_reference !== null,
    bytes: row.bytes,
    updatedAt: row.updated_at,
  }));
}
