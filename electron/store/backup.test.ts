import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { canMount, mountSmallDisk, unmountAll } from "../testing/small-disk.ts";
import { backUp, fileChecksum } from "./backup.ts";
import { checksumPath, listBackups } from "./backup-files.ts";
import { openConnection, openReadConnection, type Connection } from "./connection.ts";
import { openStore } from "./store.ts";

const at = Date.UTC(2026, 2, 2, 12);
const clock = createFakeClock(at);

let folder: string;
let path: string;
let connection: Connection;

async function openAt(directory: string): Promise<void> {
  path = join(directory, "cronium.sqlite");
  await openStore({ path, clock, programVersion: "1.0.0" }).close();
  connection = openConnection(path);
  connection.prepare("INSERT INTO variables (key, value, updated_at) VALUES ('REGION', 'eu', 0)").run();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-backup-"));
});
afterEach(() => {
  connection.close();
  unmountAll();
  rmSync(folder, { recursive: true });
});

test("a backup is one file of its owner alone, whole, with its checksum, and listed as verified", async () => {
  await openAt(folder);
  const made = backUp(openReadConnection(path), path, "scheduled", at);
  expect(basename(made)).toBe("cronium-2026-03-02T12-00-00-000Z-scheduled.sqlite");
  expect(readdirSync(join(folder, "backups")).sort()).toEqual([basename(made), basename(checksumPath(made))]);
  expect(statSync(made).mode & 0o777).toBe(0o600);
  expect(readFileSync(checksumPath(made), "utf8")).toBe(`${fileChecksum(made)}  ${basename(made)}\n`);
  expect(listBackups(path)).toMatchObject([{ path: made, at, label: "scheduled", verified: true }]);
  const copy = new BetterSqlite3(made, { readonly: true });
  expect(copy.prepare("SELECT value FROM variables").pluck().all()).toEqual(["eu"]);
  copy.close();
});

test("it holds one state, whatever is being written", async () => {
  await openAt(folder);
  const writing = connection.transaction(() => {
    connection.prepare("INSERT INTO variables (key, value, updated_at) VALUES ('ZONE', 'b', 0)").run();
    return backUp(openReadConnection(path), path, "by-hand", at);
  });
  const copy = new BetterSqlite3(writing(), { readonly: true });
  expect(copy.prepare("SELECT key FROM variables").pluck().all()).toEqual(["REGION"]);
  copy.close();
});

test("a damaged database leaves no backup, and the ones there are stay", async () => {
  await openAt(folder);
  const good = backUp(connection, path, "scheduled", at);
  connection.transaction(() => {
    for (let row = 0; row < 2_000; row++) {
      connection
        .prepare("INSERT INTO variables (key, value, updated_at) VALUES (?, ?, 0)")
        .run(`K${String(row)}`, "v".repeat(100));
    }
  })();
  connection.close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, bytes.length - 40_960);
  writeFileSync(path, bytes);
  connection = new BetterSqlite3(path);
  expect(() => backUp(connection, path, "scheduled", at + 1)).toThrow(/not an intact database|damaged|malformed/);
  expect(listBackups(path).map((backup) => backup.path)).toEqual([good]);
  expect(readdirSync(join(folder, "backups"))).toHaveLength(2);
});

test.skipIf(!canMount)("without room for it nothing is begun, and it says how much is missing", async () => {
  await openAt(mountSmallDisk(folder, "2500k"));
  connection.prepare("INSERT INTO variables (key, value, updated_at) VALUES ('BIG', ?, 0)").run("x".repeat(1_000_000));
  connection.pragma("wal_checkpoint(TRUNCATE)");
  expect(() => backUp(connection, path, "scheduled", at)).toThrow(/has no room for a backup of 1\.\d MB/);
  try {
    backUp(connection, path, "scheduled", at);
  } catch (error) {
    expect(error).toMatchObject({ code: "storage", remedy: expect.stringMatching(/^Free at least .* MB, or keep/) });
  }
  expect(listBackups(path)).toEqual([]);
  connection.close();
});
