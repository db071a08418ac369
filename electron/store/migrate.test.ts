import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrations } from "../../migrations/all.ts";
import type { Migration } from "../../migrations/migration.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openConnection, type Connection } from "./connection.ts";
import { applyPending, migrationHistory, rollBackNewest } from "./migrate.ts";
import { openStore } from "./store.ts";
import { validateDatabase } from "./validate.ts";

const run = { clock: createFakeClock(5_000), programVersion: "1.2.3" };
const next: Migration = {
  version: 1_000,
  name: "notes",
  up: ["CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"],
  down: ["DROP TABLE notes"],
};

let folder: string;
let connection: Connection;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-migrate-"));
  connection = openConnection(join(folder, "a.sqlite"));
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

test("applies what is pending, once, with checksum, duration and program version", () => {
  expect(applyPending(connection, migrations, run)).toHaveLength(migrations.length);
  expect(applyPending(connection, migrations, run)).toEqual([]);
  expect(migrationHistory(connection)[0]).toMatchObject({ version: 1, programVersion: "1.2.3", appliedAt: 5_000 });
  expect(validateDatabase(connection, migrations)).toMatchObject({ valid: true, pending: [], missing: [] });
});

test("goes down and up again to the same shape", () => {
  const shape = (): unknown => connection.prepare("SELECT name, sql FROM sqlite_master ORDER BY name").all();
  applyPending(connection, migrations, run);
  const before = shape();
  for (const _ of migrations) rollBackNewest(connection, migrations);
  expect(validateDatabase(connection, migrations).pending).toHaveLength(migrations.length);
  applyPending(connection, migrations, run);
  expect(shape()).toEqual(before);
});

test("what variables take together is known from the first and after going back, and whoever writes them", () => {
  const before = migrations.filter(({ version }) => version < 9);
  const upTo9 = migrations.filter(({ version }) => version <= 9);
  const total = (): unknown => connection.prepare("SELECT bytes FROM variable_totals").pluck().get();
  const write = (text: string): void => void connection.exec(text);
  applyPending(connection, before, run);
  write(
    "INSERT INTO variables (key, value, description, updated_at) VALUES ('a', '\"ü\"', '', 1), ('bc', '1', 'two', 1)",
  );
  applyPending(connection, upTo9, run);
  expect(total()).toBe(5 + 6);
  write("UPDATE variables SET value = value || 'x'");
  rollBackNewest(connection, upTo9);
  write("DELETE FROM variables WHERE key = 'a'; UPDATE variables SET updated_at = 2");
  applyPending(connection, upTo9, run);
  expect(total()).toBe(7);
  write("INSERT INTO variables (key, value, updated_at) VALUES ('bc', '', 3) ON CONFLICT DO UPDATE SET value = ''");
  expect(total()).toBe(5);
  write("INSERT INTO variables (key, value, updated_at) SELECT 'k' || key, value, 4 FROM variables");
  write("DELETE FROM variables WHERE key = 'bc'");
  expect(total()).toBe(3);
  write("DELETE FROM variables");
  expect(total()).toBe(0);
});

test("a migration that fails leaves nothing of itself", () => {
  applyPending(connection, migrations, run);
  const broken = { ...next, up: [...next.up, "CREATE TABLE events (id INTEGER)"] };
  expect(() => applyPending(connection, [...migrations, broken], run)).toThrow(/already exists/);
  expect(connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'notes'").get()).toBeUndefined();
  expect(validateDatabase(connection, migrations).valid).toBe(true);
});

test("refuses a database that a newer program has written, untouched", () => {
  applyPending(connection, [...migrations, next], { ...run, programVersion: "9.9.9" });
  connection.close();
  const path = join(folder, "a.sqlite");
  const before = readFileSync(path);
  expect(() => openStore({ path, clock: run.clock, programVersion: "1.2.3" })).toThrow(
    /newer Cronium \(version 9\.9\.9/,
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  connection = openConnection(path);
  expect(validateDatabase(connection, migrations).unknown).toHaveLength(1);
});

test("tells an edited migration, a missing column and a pending change apart, with what to do", () => {
  applyPending(connection, migrations, run);
  const [first, ...rest] = migrations;
  if (first === undefined) throw new Error("there is a first migration");
  const edited = [{ ...first, down: [...first.down, "SELECT 1"] }, ...rest];
  expect(validateDatabase(connection, edited).mismatched).toHaveLength(1);
  expect(() => applyPending(connection, edited, run)).toThrow(/differs from the one/);
  connection.exec("ALTER TABLE audit DROP COLUMN detail");
  expect(validateDatabase(connection, migrations)).toMatchObject({ valid: false, missing: ["audit.detail"] });
  expect(validateDatabase(connection, [...migrations, next]).summary).toMatch(/cronium db migrate/);
});
