import { CompiledQuery } from "kysely";
import type { Database } from "./tables.ts";

/** A statement takes this much text at most; a longer list of rows goes in portions. Characters. */
const mostTextPerStatement = 4_000_000;

type Value = string | number | null | Uint8Array;

/**
 * Writes many rows of one shape with one short statement: they go in as one JSON text, so that the statement is the
 * same however many there are, and is prepared once.
 * @param columns names in the table; each row has its values in this order
 * @param blobs which of them hold bytes
 */
export async function insertRows(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Value[]>,
  blobs: readonly string[] = [],
): Promise<void> {
  const values = columns.map((name, index) => {
    const value = `value ->> ${String(index)}`;
    return blobs.includes(name) ? `unhex(${value})` : value;
  });
  const statement = `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?)`;
  let texts: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    if (texts.length > 0) await database.executeQuery(CompiledQuery.raw(statement, [`[${texts.join(",")}]`]));
    texts = [];
    length = 0;
  };
  for (const row of rows) {
    const text = JSON.stringify(row.map(plainValue));
    texts.push(text);
    length += text.length;
    if (length >= mostTextPerStatement) await flush();
  }
  await flush();
}

function plainValue(value: Value): string | number | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
