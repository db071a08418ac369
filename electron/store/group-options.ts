import type { GroupOptions } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import type { Database } from "./tables.ts";

/** What groups of servers choose for their members, in order of name. */
export async function listGroupOptions(database: Database): Promise<GroupOptions[]> {
  const rows = await database.selectFrom("group_options").select(["name", "options"]).orderBy("name").execute();
  return rows.map(({ name, options }) => ({ name, options: JSON.parse(options) as ServerOptions }));
}

/** Names are compared without regard to case; it is kept as it is written now. */
export async function putGroupOptions(database: Database, group: GroupOptions, now: number): Promise<void> {
  const row = { name: group.name, options: JSON.stringify(group.options), updated_at: now };
  await database
    .insertInto("group_options")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
    .execute();
}

/** @returns false when it chose nothing */
export async function deleteGroupOptions(database: Database, name: string): Promise<boolean> {
  const { numDeletedRows } = await database.deleteFrom("group_options").where("name", "=", name).executeTakeFirst();
  return numDeletedRows === 1n;
}
