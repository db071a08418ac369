import { CompiledQuery } from "kysely";
import type { Database } from "./tables.ts";

/** How many rows one statement writes: only so many texts of statements, each prepared once. Most first. */
const rowsPerStatement = [50, 10, 1];

/**
 * Writes many rows of one shape with few statements whose text is always the same.
 * @param columns names in the table; each row has its values in this order
 */
export async function insertRows(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  let written = 0;
  for (const count of rowsPerStatement) {
    if (rows.length - written < count) continue;
    const places = `(${columns.map(() => "?").join(", ")})`;
    const statement = `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${Array(count).fill(places).join(", ")}`;
    for (; rows.length - written >= count; written += count) {
      const values = rows.slice(written, written + count).flat();
      await database.executeQuery(CompiledQuery.raw(statement, values));
    }
  }
}
