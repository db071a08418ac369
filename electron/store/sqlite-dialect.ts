import type BetterSqlite3 from "better-sqlite3";
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";
import { createCommitGroups, type CommitGroups, type GroupMember, type StatementKind } from "./group-commit.ts";
import { createStatements, type Statements } from "./statements.ts";

/** Whoever uses the connection takes turns by itself: Kysely need not hand it to one after the other. */
class TurnTakingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function createDialect(driver: Driver): Dialect {
  return {
    createAdapter: () => new TurnTakingAdapter(),
    createDriver: () => driver,
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Kysely over one better-sqlite3 connection that only reads: one statement at a time, each kept prepared by its text,
 * which makes the hot queries several times cheaper than preparing them on every call, as Kysely's own dialect does.
 */
export function createReaderDialect(connection: BetterSqlite3.Database): Dialect {
  const statements = createStatements(connection);
  const shared: DatabaseConnection = {
    executeQuery: (query) => settled(() => execute(statements, query)),
    streamQuery: (query) => rowByRow(() => settled(() => execute(statements, query))),
  };
  const refuse = (): Promise<void> => Promise.reject(new Error("Transactions are for the writer"));
  return createDialect({
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(shared),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: () => Promise.resolve(),
    destroy: () => settled(() => void connection.close()),
  });
}

export interface WriterDialect {
  readonly dialect: Dialect;
  /** Puts on disk what waits for a commit. @returns false while a transaction is in the middle of its work */
  flush(): boolean;
}

/**
 * Kysely over the one connection that writes. Transactions and statements take turns on it, in the order in which they
 * were asked for, and share commits: see group-commit.ts. Nothing but SQL may be awaited inside a transaction.
 */
export function createWriterDialect(connection: BetterSqlite3.Database): WriterDialect {
  const statements = createStatements(connection);
  const run = (sql: string) => () => void statements.prepare(sql).run();
  const groups = createCommitGroups({
    begin: run("BEGIN IMMEDIATE"),
    commit: run("COMMIT"),
    rollback: run("ROLLBACK"),
    savepoint: run("SAVEPOINT member"),
    release: run("RELEASE member"),
    rollbackToSavepoint: run("ROLLBACK TO member"),
    get inTransaction() {
      return connection.inTransaction;
    },
  });
  const driver: Driver = {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(new WritingConnection(statements, groups)),
    beginTransaction: (on) => writing(on).begin(),
    commitTransaction: (on) => writing(on).commit(),
    rollbackTransaction: (on) =>
      settled(() => {
        writing(on).rollback();
      }),
    releaseConnection: (on) =>
      settled(() => {
        writing(on).rollback();
      }),
    async destroy() {
      await groups.drained();
      connection.close();
    },
  };
  return { dialect: createDialect(driver), flush: groups.flush };
}

/** What Kysely holds while it runs one statement or one transaction; all share the one connection of the database. */
class WritingConnection implements DatabaseConnection {
  readonly #statements: Statements;
  readonly #groups: CommitGroups;
  #member: GroupMember | undefined;

  constructor(statements: Statements, groups: CommitGroups) {
    this.#statements = statements;
    this.#groups = groups;
  }

  async begin(): Promise<void> {
    this.#member = await this.#groups.begin();
  }

  async commit(): Promise<void> {
    await this.#member?.commit();
    this.#member = undefined;
  }

  rollback(): void {
    this.#member?.rollback();
    this.#member = undefined;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = (): QueryResult<Row> => execute(this.#statements, query);
    const member = this.#member;
    if (member !== undefined) return settled(() => member.run(statement));
    return settled(() => this.#groups.single(kindOf(this.#statements, query.sql), statement));
  }

  streamQuery<Row>(query: CompiledQuery): AsyncGenerator<QueryResult<Row>> {
    return rowByRow(() => this.executeQuery<Row>(query));
  }
}

function writing(connection: DatabaseConnection): WritingConnection {
  if (connection instanceof WritingConnection) return connection;
  throw new Error("This connection is not the writer's");
}

/** Some settings of the connection cannot be changed inside a transaction. */
function kindOf(statements: Statements, sql: string): StatementKind {
  if (/^\s*pragma\b/i.test(sql)) return "stands_alone";
  return statements.prepare(sql).readonly ? "reads" : "writes";
}

function execute<Row>(statements: Statements, { sql, parameters }: CompiledQuery): QueryResult<Row> {
  const statement = statements.prepare(sql);
  if (statement.reader) return { rows: statement.all(...parameters) as Row[] };
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

/** A promise of what is done at once, and of what it throws. */
function settled<T>(work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

async function* rowByRow<Row>(ask: () => Promise<QueryResult<Row>>): AsyncGenerator<QueryResult<Row>> {
  for (const row of (await ask()).rows) yield { rows: [row] };
}
