import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { openConnection, openReadConnection } from "./connection.ts";
import { commitsBehindDamage } from "./log-damage.ts";
import { openStore } from "./store.ts";

const commits = 30;
let folder: string;
let original: string;
let logSize: number;
/** Size of the log after each commit, bytes. */
const ends: number[] = [];

/** What a killed program leaves: a database, and beside it a log that nobody has folded. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-log-damage-"));
  original = join(folder, "original.sqlite");
  const connection = openConnection(original);
  connection.pragma("wal_autocheckpoint = 0");
  connection.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
  connection.pragma("wal_checkpoint(TRUNCATE)");
  for (let id = 1; id <= commits; id++) {
    connection.exec(`BEGIN; INSERT INTO notes VALUES (${String(id)}, '${"x".repeat(3_000)}'); COMMIT`);
    ends.push(readFileSync(`${original}-wal`).length);
  }
  logSize = ends.at(-1) ?? 0;
  for (const suffix of ["", "-wal"]) copyFileSync(`${original}${suffix}`, join(folder, `left.sqlite${suffix}`));
  connection.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A copy of what was left, with the log changed; opened as the program opens it. */
function recover(change: (log: string) => void): { readonly rows: number; readonly told: number } {
  const path = join(folder, "copy.sqlite");
  for (const suffix of ["", "-wal"]) copyFileSync(join(folder, `left.sqlite${suffix}`), `${path}${suffix}`);
  rmSync(`${path}-shm`, { force: true });
  change(`${path}-wal`);
  const told = commitsBehindDamage(path);
  const connection = openConnection(path);
  const { rows, newest } = connection
    .prepare("SELECT count(*) AS rows, coalesce(max(id), 0) AS newest FROM notes")
    .get() as { readonly rows: number; readonly newest: number };
  expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(newest).toBe(rows);
  connection.close();
  return { rows, told };
}

test("a log whose end was cut off anywhere gives every commit before the cut, and nobody is alarmed", () => {
  for (let cut = 0; cut <= logSize; cut += 9_001) {
    const whole = ends.filter((end) => end <= cut).length;
    expect(
      recover((log) => {
        truncateSync(log, cut);
      }),
      `cut at ${String(cut)}`,
    ).toEqual({ rows: whole, told: 0 });
  }
});

test("a last write that is torn, or never reached the disk, costs that commit alone", () => {
  const last = ends.at(-2) ?? 0;
  for (const from of [last, last + 24, last + 2_000, logSize - 1]) {
    const found = recover((log) => {
      const bytes = readFileSync(log);
      bytes.fill(0, from);
      writeFileSync(log, bytes);
    });
    expect(found).toEqual({ rows: commits - 1, told: 0 });
  }
});

test("damage in the middle gives what stands before it, and it is told how many commits are behind", () => {
  for (const index of [0, 1, 17, commits - 2]) {
    const at = (ends[index] ?? 0) - 100;
    const found = recover((log) => {
      const bytes = readFileSync(log);
      bytes.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
      writeFileSync(log, bytes);
    });
    expect(found).toEqual({ rows: index, told: commits - index - 1 });
  }
});

test("opening the database tells of it, keeps the damaged log beside, and goes on with what is whole", async () => {
  const path = join(folder, "store.sqlite");
  const first = openStore({ path, clock: systemClock, programVersion: "0" });
  expect(first.logDamage).toBeUndefined();
  const beside = join(folder, "beside.sqlite");
  for (let turn = 0; turn < 5; turn++) {
    await first.write
      .insertInto("audit")
      .values({ at: turn, actor: "user", action: "a", subject: "b", detail: null })
      .execute();
  }
  for (const suffix of ["", "-wal"]) copyFileSync(`${path}${suffix}`, `${beside}${suffix}`);
  await first.close();
  const log = readFileSync(`${beside}-wal`);
  const frames = Math.floor((log.length - 32) / 4_120);
  log.writeUInt8((log[32 + (frames - 3) * 4_120 + 500] ?? 0) ^ 0xff, 32 + (frames - 3) * 4_120 + 500);
  writeFileSync(`${beside}-wal`, log);
  const unwilling = join(folder, "unwilling.sqlite");
  for (const suffix of ["", "-wal"]) copyFileSync(`${beside}${suffix}`, `${unwilling}${suffix}`);
  const second = openStore({ path: beside, clock: systemClock, programVersion: "0" });
  expect(second.logDamage?.message).toMatch(/(one change|\d+ changes) of the database/);
  expect(second.validate().valid).toBe(true);
  expect(readFileSync(`${beside}-wal.damaged`).equals(log)).toBe(true);
  await second.close();
  const reader = openReadConnection(beside);
  expect(reader.pragma("integrity_check", { simple: true })).toBe("ok");
  reader.close();

  mkdirSync(`${unwilling}-wal.damaged`);
  const third = openStore({ path: unwilling, clock: systemClock, programVersion: "0" });
  expect(third.logDamage?.remedy).toContain("could not be kept");
  await third.close();
});
