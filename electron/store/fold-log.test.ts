import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptLogBytes, openConnection, openReadConnection, type Connection } from "./connection.ts";
import { foldLog } from "./fold-log.ts";

const megabyte = 1024 ** 2;

let folder: string;
let path: string;
let writer: Connection;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-log-"));
  path = join(folder, "cronium.sqlite");
  writer = openConnection(path);
  // How often the disk is waited for is of no interest here.
  writer.pragma("synchronous = OFF");
  writer.exec("CREATE TABLE lines (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true });
});

function write(megabytes: number): void {
  const insert = writer.prepare("INSERT INTO lines (text) VALUES (?)");
  for (let written = 0; written < megabytes; written++) {
    writer.transaction(() => {
      for (let row = 0; row < 64; row++) insert.run("x".repeat(16_000));
    })();
  }
}

function logBytes(): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Begins to read, and so keeps the state of now from being folded over, until it is closed. */
function beginReading(): { end(): void } {
  const reader = openReadConnection(path);
  const rows = reader.prepare("SELECT id FROM lines").iterate();
  rows.next();
  return {
    end() {
      rows.return?.();
      reader.close();
    },
  };
}

test("while 200 MB are written and somebody reads now and then, the log stays small", () => {
  write(1);
  let largest = 0;
  for (let round = 0; round < 10; round++) {
    const reader = beginReading();
    write(10);
    largest = Math.max(largest, logBytes());
    reader.end();
    write(10);
    foldLog(writer, path);
    largest = Math.max(largest, logBytes());
  }
  expect(statSync(path).size).toBeGreaterThan(180 * megabyte);
  // What is written while one reads, before it and after it, and what it takes to begin anew.
  expect(largest).toBeLessThan(32 * megabyte);
  foldLog(writer, path);
  expect(logBytes()).toBeLessThanOrEqual(keptLogBytes);
});

test("a reader that stays keeps the log, nobody waits for it, and its end sets all right", () => {
  write(1);
  const reader = beginReading();
  write(30);
  expect(foldLog(writer, path)).toBeGreaterThan(keptLogBytes);
  write(1);
  reader.end();
  expect(foldLog(writer, path)).toBe(0);
  expect(writer.pragma("busy_timeout", { simple: true })).toBe(5_000);
});
