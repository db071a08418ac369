import type BetterSqlite3 from "better-sqlite3";
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";

/**
 * Kysely over one better-sqlite3 connection. Kysely's own dialect prepares a statement on every call; this one keeps
 * statements by their text, which makes the hot queries several times cheaper. Transactions queue up for the one
 * connection, so nothing but SQL may be awaited inside one.
 */
export function createSqliteDialect(connection: BetterSqlite3.Database): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(connection),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(connection: BetterSqlite3.Database): Driver {
  const shared = createConnection(connection);
  let busy = Promise.resolve();
  let release = (): void => undefined;
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const before = busy;
      const { promise, resolve } = Promise.withResolvers<void>();
      busy = promise;
      await before;
      release = resolve;
      return shared;
    },
    async beginTransaction(on) {
      await on.executeQuery(CompiledQuery.raw("BEGIN IMMEDIATE"));
    },
    async commitTransaction(on) {
      await on.executeQuery(CompiledQuery.raw("COMMIT"));
    },
    async rollbackTransaction(on) {
      // A statement that failed for want of space may have rolled everything back already.
      if (connection.inTransaction) await on.executeQuery(CompiledQuery.raw("ROLLBACK"));
    },
    releaseConnection() {
      release();
      return Promise.resolve();
    },
    destroy() {
      connection.close();
      return Promise.resolve();
    },
  };
}

/** Enough for every distinct query of the program; lists of varying length are the only ones that come and go. */
const keptStatements = 500;

function createConnection(connection: BetterSqlite3.Database): DatabaseConnection {
  const statements = new Map<string, BetterSqlite3.Statement>();

  function prepare(sql: string): BetterSqlite3.Statement {
    const kept = statements.get(sql);
    if (kept) return kept;
    const statement = connection.prepare(sql);
    if (statements.size >= keptStatements) statements.clear();
    statements.set(sql, statement);
    return statement;
  }

  return {
    executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      return new Promise((resolve) => {
        const statement = prepare(query.sql);
        if (statement.reader) {
          resolve({ rows: statement.all(...query.parameters) as Row[] });
          return;
        }
        const { changes, lastInsertRowid } = statement.run(...query.parameters);
        resolve({ rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) });
      });
    },
    async *streamQuery<Row>(query: CompiledQuery): AsyncGenerator<QueryResult<Row>> {
      for (const row of connection.prepare(query.sql).iterate(...query.parameters)) yield { rows: [row as Row] };
    },
  };
}
