import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import type { Connection } from "./connection.ts";

/** Raised whenever the tables or the meaning of the words change: an index of another is made anew. */
const indexVersion = 1;

const tables = [
  // A log is whole in the index once it has no mark; until then the mark says where to go on.
  `CREATE TABLE logs (id INTEGER PRIMARY KEY, execution_id TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, mark TEXT)`,
  // A chunk without words could hold anything.
  `CREATE TABLE chunks (id INTEGER PRIMARY KEY, has_words INTEGER NOT NULL)`,
  `CREATE TABLE pieces (
    log_id INTEGER NOT NULL, chunk_id INTEGER NOT NULL, mark TEXT, until INTEGER,
    PRIMARY KEY (log_id, chunk_id)
  ) WITHOUT ROWID`,
  `CREATE INDEX pieces_by_chunk ON pieces (chunk_id)`,
  `CREATE INDEX chunks_without_words ON chunks (id) WHERE has_words = 0`,
  `CREATE TABLE progress (cursor INTEGER NOT NULL, waiting TEXT NOT NULL)`,
  `INSERT INTO progress VALUES (0, '[]')`,
  `CREATE VIRTUAL TABLE grams USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii')`,
] as const;

/** A part of a log within a chunk. Without a mark it begins at the log's beginning, without `until` it goes to its end. */
export interface IndexedPiece {
  readonly mark: string | null;
  readonly until: number | null;
}

/** How far the executions of the database have been taken in. */
export interface IndexProgress {
  /** The row up to which all were looked at. */
  readonly cursor: number;
  /** Those of them that had not ended then. */
  readonly waiting: readonly string[];
}

export interface NewChunk {
  /** Undefined when there were too many to be worth keeping. */
  readonly words: string | undefined;
  readonly pieces: readonly (IndexedPiece & {
    readonly executionId: string;
    /** Where the log is gone on with; null when this was its last piece. */
    readonly next: string | null;
    /** Size of the log file as far as it is in the index. */
    readonly bytes: number;
  })[];
}

export interface SearchIndex {
  /** Undefined for a log that is not in it. */
  logMark(executionId: string): { readonly mark: string | null } | undefined;
  addChunk(chunk: NewChunk): void;
  forget(executionIds: readonly string[]): void;
  progress(): IndexProgress;
  saveProgress(progress: IndexProgress): void;
  /** The ids of logs after this one, in order. */
  executionsAfter(executionId: string, limit: number): readonly string[];
  counts(): { readonly logs: number; readonly bytes: number };
  close(): void;
}

/**
 * Opens the index for writing. One of another version is removed and made anew: it holds nothing that is not elsewhere.
 * @throws what `isIndexDamage` tells, here or later, of a file that cannot be used any more
 */
export function openSearchIndex(path: string): SearchIndex {
  return statementsOf(openForWriting(path));
}

/** Whether an error means that the index is to be removed: other ones pass. */
export function isIndexDamage(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}

/** Removes the index. None must have it open for writing. */
export function removeSearchIndex(path: string): void {
  for (const ending of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${ending}`, { force: true });
}

/** Lines of logs are in it: it is for its owner alone, and so is what SQLite keeps beside it. */
function openPrivately(path: string): Connection {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  return new BetterSqlite3(path, { timeout: 10_000 });
}

function openForWriting(path: string): Connection {
  let connection = openPrivately(path);
  try {
    const version = connection.pragma("user_version", { simple: true });
    if (version !== indexVersion && version !== 0) {
      connection.close();
      removeSearchIndex(path);
      connection = openPrivately(path);
    }
    connection.pragma("journal_mode = WAL");
    // A power cut may take the latest chunks, never the file's order: they are read again.
    connection.pragma("synchronous = NORMAL");
    if (connection.pragma("user_version", { simple: true }) === 0) {
      connection.transaction(() => {
        for (const table of tables) connection.exec(table);
        connection.pragma(`user_version = ${String(indexVersion)}`);
      })();
    }
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function statementsOf(connection: Connection): SearchIndex {
  const logMark = connection.prepare<[string], { mark: string | null }>(`SELECT mark FROM logs WHERE execution_id = ?`);
  const insertChunk = connection.prepare(`INSERT INTO chunks (has_words) VALUES (?)`);
  const insertWords = connection.prepare(`INSERT INTO grams (rowid, words) VALUES (?, ?)`);
  const upsertLog = connection.prepare<[string, number, string | null], { id: number }>(`
    INSERT INTO logs (execution_id, bytes, mark) VALUES (?, ?, ?)
    ON CONFLICT (execution_id) DO UPDATE SET bytes = excluded.bytes, mark = excluded.mark RETURNING id`);
  const insertPiece = connection.prepare(`INSERT INTO pieces (log_id, chunk_id, mark, until) VALUES (?, ?, ?, ?)`);
  const chunksOf = connection.prepare<[string], { chunk_id: number; log_id: number }>(`
    SELECT chunk_id, log_id FROM pieces JOIN logs ON logs.id = log_id WHERE execution_id = ?`);
  const deletePieces = connection.prepare(`DELETE FROM pieces WHERE log_id = ?`);
  const deleteLog = connection.prepare(`DELETE FROM logs WHERE execution_id = ?`);
  const isUsed = connection.prepare(`SELECT 1 FROM pieces WHERE chunk_id = ? LIMIT 1`);
  const deleteChunk = connection.prepare(`DELETE FROM chunks WHERE id = ?`);
  const deleteWords = connection.prepare(`DELETE FROM grams WHERE rowid = ?`);

  function forgetOne(executionId: string): void {
    const chunks = chunksOf.all(executionId);
    const [first] = chunks;
    if (first !== undefined) deletePieces.run(first.log_id);
    deleteLog.run(executionId);
    for (const { chunk_id: chunk } of chunks) {
      if (isUsed.get(chunk) !== undefined) continue;
      deleteChunk.run(chunk);
      deleteWords.run(chunk);
    }
  }

  return {
    logMark: (executionId) => logMark.get(executionId),
    addChunk: connection.transaction(({ words, pieces }: NewChunk) => {
      const chunk = Number(insertChunk.run(words === undefined ? 0 : 1).lastInsertRowid);
      if (words !== undefined) insertWords.run(chunk, words);
      for (const { executionId, mark, until, next, bytes } of pieces) {
        insertPiece.run(upsertLog.get(executionId, bytes, next)?.id, chunk, mark, until);
      }
    }),
    forget: connection.transaction((executionIds: readonly string[]) => {
      for (const executionId of executionIds) forgetOne(executionId);
    }),
    progress() {
      const row = connection.prepare(`SELECT cursor, waiting FROM progress`).get() as {
        cursor: number;
        waiting: string;
      };
      return { cursor: row.cursor, waiting: JSON.parse(row.waiting) as string[] };
    },
    saveProgress({ cursor, waiting }) {
      connection.prepare(`UPDATE progress SET cursor = ?, waiting = ?`).run(cursor, JSON.stringify(waiting));
    },
    executionsAfter: (executionId, limit) =>
      connection
        .prepare<[string, number], { execution_id: string }>(
          `SELECT execution_id FROM logs WHERE execution_id > ? ORDER BY execution_id LIMIT ?`,
        )
        .all(executionId, limit)
        .map((row) => row.execution_id),
    counts: () =>
      connection
        .prepare(`SELECT COUNT(*) AS logs, COALESCE(SUM(bytes), 0) AS bytes FROM logs WHERE mark IS NULL`)
        .get() as { logs: number; bytes: number },
    close: () => {
      connection.close();
    },
  };
}

/** What the index says about one log: undefined when it is not whole in it, else the pieces that must be read. */
export interface IndexedSearch {
  piecesToRead(executionId: string): readonly IndexedPiece[] | undefined;
  close(): void;
}

/**
 * Asks the index which parts of logs hold all of these words.
 * @param words none: everything has to be read
 * @returns undefined when there is no index that could answer
 */
export function openIndexedSearch(path: string, words: readonly string[]): IndexedSearch | undefined {
  if (words.length === 0 || !existsSync(path)) return undefined;
  let connection: Connection | undefined;
  try {
    connection = new BetterSqlite3(path, { readonly: true, timeout: 10_000 });
    if (connection.pragma("user_version", { simple: true }) !== indexVersion) {
      connection.close();
      return undefined;
    }
    const match = words.map((word) => `"${word}"`).join(" ");
    const candidates = new Set<number>();
    // The candidates and the pieces asked for later must be of one state of the index.
    connection.exec("BEGIN");
    for (const row of connection.prepare(`SELECT rowid AS id FROM grams WHERE grams MATCH ?`).iterate(match)) {
      candidates.add((row as { id: number }).id);
    }
    for (const row of connection.prepare(`SELECT id FROM chunks WHERE has_words = 0`).iterate()) {
      candidates.add((row as { id: number }).id);
    }
    const isWhole = connection.prepare<[string], { id: number }>(
      `SELECT id FROM logs WHERE execution_id = ? AND mark IS NULL`,
    );
    const pieces = connection.prepare<[number], IndexedPiece & { chunk_id: number }>(
      `SELECT chunk_id, mark, until FROM pieces WHERE log_id = ? ORDER BY chunk_id`,
    );
    return {
      piecesToRead(executionId) {
        try {
          const log = isWhole.get(executionId);
          return log === undefined ? undefined : pieces.all(log.id).filter((piece) => candidates.has(piece.chunk_id));
        } catch (error) {
          if (!isIndexDamage(error)) throw error;
          return undefined;
        }
      },
      close: () => connection?.close(),
    };
  } catch {
    // Damaged or being made: then everything is read. The next writing that meets the damage begins anew.
    connection?.close();
    return undefined;
  }
}
