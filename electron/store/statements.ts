import type BetterSqlite3 from "better-sqlite3";

/** Enough for every distinct query of the program; lists of varying length are the only ones that come and go. */
const keptStatements = 500;

/** The statements of one connection, kept prepared by their text. */
export interface Statements {
  prepare(sql: string): BetterSqlite3.Statement;
}

export function createStatements(connection: BetterSqlite3.Database): Statements {
  const kept = new Map<string, BetterSqlite3.Statement>();
  return {
    prepare(sql) {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const statement = connection.prepare(sql);
      if (kept.size >= keptStatements) kept.clear();
      kept.set(sql, statement);
      return statement;
    },
  };
}
