import BetterSqlite3 from "better-sqlite3";

/**
 * Holds an exclusive lock on a file for as long as this process lives: SQLite's own file lock, which the operating
 * system takes back however the process ends. There are no stale locks to judge.
 * @returns undefined when another process holds it
 */
export function holdFileLock(path: string): { release(): void } | undefined {
  const connection = new BetterSqlite3(path, { timeout: 0 });
  try {
    // Nothing is ever written: the lock is to be had on a full disk too.
    connection.pragma("journal_mode = MEMORY");
    connection.pragma("locking_mode = EXCLUSIVE");
    connection.exec("BEGIN EXCLUSIVE");
    return {
      release: () => {
        connection.close();
      },
    };
  } catch (error) {
    connection.close();
    if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) return undefined;
    throw error;
  }
}
