import { statSync } from "node:fs";
import { keptLogBytes, type Connection } from "./connection.ts";

/**
 * Folds the write-ahead log into the database when it has outgrown what is kept of it. SQLite does so by itself after
 * every 1,000 pages, as long as nobody reads an older state; what a long reader has held up is caught up on here. Never
 * waits: with a reader in the way it folds what it can, and the rest the next time.
 * @returns the size of the log afterwards, bytes
 */
export function foldLog(connection: Connection, path: string): number {
  if (logBytes(path) <= keptLogBytes) return logBytes(path);
  const waits = connection.pragma("busy_timeout", { simple: true }) as number;
  connection.pragma("busy_timeout = 0");
  try {
    connection.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    connection.pragma(`busy_timeout = ${String(waits)}`);
  }
  return logBytes(path);
}

/** The size of the write-ahead log as it is now, bytes. */
export function logBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
