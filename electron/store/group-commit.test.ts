import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import fc from "fast-check";
import { Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nextTurn } from "../base/clock.ts";
import { openReadConnection } from "./connection.ts";
import { createWriterDialect } from "./sqlite-dialect.ts";

interface TestTables {
  counts: { name: string; value: number };
  marks: { id: number };
}

let folder: string;
let connection: BetterSqlite3.Database;
let reader: BetterSqlite3.Database;
let write: Kysely<TestTables>;
let flush: () => boolean;
/** The words of the statements that begin, end and divide transactions, in order. */
let boundaries: string[];
/** How many of the next commits fail. */
let failingCommits: number;

/** The connection with an eye on its transactions, and commits that can fail as on a disk that takes no more. */
function watched(opened: BetterSqlite3.Database): BetterSqlite3.Database {
  const prepare = opened.prepare.bind(opened);
  return Object.assign(opened, {
    prepare(text: string) {
      const statement = prepare(text);
      if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(text)) return statement;
      const run = statement.run.bind(statement);
      return Object.assign(statement, {
        run() {
          boundaries.push(text);
          if (text === "COMMIT" && failingCommits > 0) {
            failingCommits -= 1;
            throw new Error("the commit failed");
          }
          return run();
        },
      });
    },
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-groups-"));
  const path = join(folder, "a.sqlite");
  connection = watched(new BetterSqlite3(path));
  connection.pragma("journal_mode = WAL");
  connection.pragma("synchronous = OFF");
  connection.exec(`CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL CHECK (value < 1000));
    CREATE TABLE marks (id INTEGER PRIMARY KEY);
    INSERT INTO counts VALUES ('a', 0), ('b', 0)`);
  reader = openReadConnection(path);
  const writer = createWriterDialect(connection);
  flush = writer.flush;
  write = new Kysely<TestTables>({ dialect: writer.dialect });
  boundaries = [];
  failingCommits = 0;
});
afterEach(async () => {
  await write.destroy();
  reader.close();
  rmSync(folder, { recursive: true });
});

const onDisk = (id: number): boolean => reader.prepare("SELECT 1 FROM marks WHERE id = ?").get(id) !== undefined;
const mark = (id: number) => write.insertInto("marks").values({ id }).execute();
const count = (word: string): number => boundaries.filter((text) => text === word).length;

const operation = fc.record({
  kind: fc.constantFrom("transaction", "single", "throws", "refused", "refused and goes on", "reads"),
  name: fc.constantFrom("a", "b"),
  by: fc.integer({ min: 1, max: 5 }),
  /** Turns of the event loop before it is asked for. */
  after: fc.nat({ max: 3 }),
});
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** Does it, and looks at what an answer promises. @returns what it added */
async function carryOut({ kind, name, by, after }: Operation, id: number): Promise<number> {
  for (let turn = 0; turn < after; turn++) await nextTurn();
  const read = sql<{ value: number }>`SELECT value FROM counts WHERE name = ${name}`;
  const add = sql`UPDATE counts SET value = value + ${by} WHERE name = ${name}`;
  const impossible = sql`UPDATE counts SET value = 1000 WHERE name = ${name}`;
  if (kind === "single") {
    await add.execute(write);
    return by;
  }
  if (kind === "reads") {
    const { rows } = await read.execute(write);
    // Nothing is told that is not on disk.
    const stored = reader.prepare("SELECT value FROM counts WHERE name = ?").pluck().get(name) as number;
    expect(stored).toBeGreaterThanOrEqual(rows[0]?.value ?? Infinity);
    return 0;
  }
  const work = write.transaction().execute(async (transaction) => {
    const before = (await read.execute(transaction)).rows[0]?.value ?? 0;
    await transaction.insertInto("marks").values({ id }).execute();
    await add.execute(transaction);
    if (kind === "throws") throw new Error("changed its mind");
    if (kind === "refused") await impossible.execute(transaction);
    if (kind === "refused and goes on") await impossible.execute(transaction).catch(() => undefined);
    expect((await read.execute(transaction)).rows[0]?.value).toBe(before + by);
  });
  if (kind === "throws" || kind === "refused") {
    await expect(work).rejects.toThrow();
    expect(onDisk(id)).toBe(false);
    return 0;
  }
  await work;
  expect(onDisk(id)).toBe(true);
  return by;
}

test("whatever is asked for at the same time, each has all it wrote or nothing, and what was answered is on disk", async () => {
  let next = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
      await sql`UPDATE counts SET value = 0`.execute(write);
      const added = await Promise.all(
        operations.map(async (one) => ({ name: one.name, by: await carryOut(one, next++) })),
      );
      for (const name of ["a", "b"]) {
        const expected = added.filter((one) => one.name === name).reduce((sum, { by }) => sum + by, 0);
        expect(reader.prepare("SELECT value FROM counts WHERE name = ?").pluck().get(name)).toBe(expected);
      }
    }),
    { numRuns: 150 },
  );
});

test("what is asked for at the same time shares one commit; one alone costs one, and no savepoint", async () => {
  await Promise.all(
    Array.from({ length: 50 }, (_, id) =>
      write.transaction().execute((transaction) => transaction.insertInto("marks").values({ id }).execute()),
    ),
  );
  expect(count("COMMIT")).toBe(1);
  expect(count("SAVEPOINT member")).toBe(49);
  boundaries = [];
  await write.transaction().execute((transaction) => transaction.insertInto("marks").values({ id: 50 }).execute());
  expect(boundaries).toEqual(["BEGIN IMMEDIATE", "COMMIT"]);
  boundaries = [];
  await write.selectFrom("marks").selectAll().execute();
  expect(boundaries).toEqual([]);
});

test("if the common commit fails, all of its group fail and nothing of them is left; the next is not touched by it", async () => {
  failingCommits = 1;
  const asked = await Promise.allSettled([
    mark(1),
    write.transaction().execute((transaction) => transaction.insertInto("marks").values({ id: 2 }).execute()),
    write.selectFrom("marks").selectAll().execute(),
  ]);
  expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect([1, 2].map(onDisk)).toEqual([false, false]);
  await mark(3);
  expect(onDisk(3)).toBe(true);
  expect(count("ROLLBACK")).toBe(1);
});

test("where the database rolls back everything, all of the group are told, and none writes on outside a transaction", async () => {
  await mark(1);
  const good = write
    .transaction()
    .execute((transaction) => transaction.insertInto("marks").values({ id: 2 }).execute());
  const breaking = write.transaction().execute(async (transaction) => {
    // As a full disk would.
    await sql`INSERT OR ROLLBACK INTO marks VALUES (1)`.execute(transaction).catch(() => undefined);
    await transaction.insertInto("marks").values({ id: 4 }).execute();
  });
  const asked = await Promise.allSettled([good, breaking, mark(5)]);
  expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect([1, 2, 4, 5].map(onDisk)).toEqual([true, false, false, true]);
});

test("an unending stream of others keeps nobody waiting for an answer", async () => {
  const waiting = 5_000;
  let answered = 0;
  let begun = 0;
  let begunAtFirstAnswer: number | undefined;
  await Promise.all(
    Array.from({ length: waiting }, (_, id) =>
      write
        .transaction()
        .execute((transaction) => {
          begun += 1;
          return transaction.insertInto("marks").values({ id }).execute();
        })
        .then(() => {
          answered += 1;
          begunAtFirstAnswer ??= begun;
        }),
    ),
  );
  expect(answered).toBe(waiting);
  expect(begunAtFirstAnswer).toBeLessThan(waiting / 2);
  expect(count("COMMIT")).toBeGreaterThan(4);
});

test("what waits is committed when asked, and before the database is closed", async () => {
  const asked = mark(1);
  await Promise.resolve().then(() => undefined);
  while (boundaries.length === 0) await Promise.resolve();
  expect(onDisk(1)).toBe(false);
  expect(flush()).toBe(true);
  expect(onDisk(1)).toBe(true);
  await asked;
  const last = Array.from({ length: 20 }, (_, id) => mark(100 + id));
  await Promise.resolve();
  await Promise.all([...last, nextTurn().then(() => write.destroy())]);
  expect(onDisk(119)).toBe(true);
});

test("a setting that cannot be changed within a transaction is changed between two", async () => {
  await Promise.all([mark(1), sql`PRAGMA synchronous = FULL`.execute(write), mark(2)]);
  expect(connection.pragma("synchronous", { simple: true })).toBe(2);
});
