import type { Database } from "./tables.ts";

/** Values shared by scripts, by key; each value is JSON. */
export async function listVariables(database: Database): Promise<ReadonlyMap<string, unknown>> {
  const rows = await database.selectFrom("variables").selectAll().orderBy("key").execute();
  return new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
}

export async function setVariable(database: Database, key: string, value: unknown, now: number): Promise<void> {
  const row = { key, value: JSON.stringify(value), updated_at: now };
  await database
    .insertInto("variables")
    .values(row)
    .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
    .execute();
}

export async function deleteVariable(database: Database, key: string): Promise<void> {
  await database.deleteFrom("variables").where("key", "=", key).execute();
}
