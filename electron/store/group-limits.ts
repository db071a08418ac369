import type { GroupLimit } from "../../shared/group.ts";
import type { Database } from "./tables.ts";

/** The groups that have a limit, in order of name. */
export function listGroupLimits(database: Database): Promise<GroupLimit[]> {
  return database.selectFrom("group_limits").select(["name", "concurrency"]).orderBy("name").execute();
}

/** Names are compared without regard to case; it is kept as it is written now. */
export async function putGroupLimit(database: Database, limit: GroupLimit, now: number): Promise<void> {
  const row = { ...limit, updated_at: now };
  await database
    .insertInto("group_limits")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
    .execute();
}

/** @returns false when there was none */
export async function deleteGroupLimit(database: Database, name: string): Promise<boolean> {
  const { numDeletedRows } = await database.deleteFrom("group_limits").where("name", "=", name).executeTakeFirst();
  return numDeletedRows === 1n;
}
