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
