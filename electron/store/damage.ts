import { statSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { CroniumError } from "../../shared/errors.ts";
import type { IntegrityFinding } from "../../shared/storage.ts";
import type { Clock } from "../base/clock.ts";
import { assertIntact } from "./backup.ts";
import { listBackups } from "./backup-files.ts";
import { openReadConnection, type Connection } from "./connection.ts";

/** A database up to this size is looked at as a whole before it is opened, a larger one in the background. Bytes. */
const lookedAtFirstBytes = 16 * 1024 ** 2;
/** So many backups are tried at most when one is to be named. */
const mostTried = 5;

/**
 * Refuses a database that is damaged, before anything is written to it or its log.
 * @throws CroniumError `storage` naming the backup to restore
 */
export function refuseDamaged(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  const damage = findDamage(path, size <= lookedAtFirstBytes);
  if (damage !== undefined) throw damageError(path, damage);
}

/** What a person is told of a damaged database. */
export function damageError(path: string, detail: string): CroniumError {
  return new CroniumError("storage", `${path} is not an intact database (${detail})`, { remedy: restoreRemedy(path) });
}

/** Names the newest backup that is found intact; with `unread`, the newest that was when it was made. */
export function restoreRemedy(databasePath: string, unread = false): string {
  const backups = listBackups(databasePath);
  const good = unread
    ? backups.find(({ verified }) => verified)
    : backups.slice(0, mostTried).find(({ path }) => isIntact(path));
  return good === undefined
    ? "There is no good backup in the backups folder. Restore one from elsewhere with `cronium db restore`, or move the file away to start afresh."
    : `Restore the newest good backup: \`cronium db restore ${good.path}\`. What is there now is kept beside it.`;
}

function isIntact(path: string): boolean {
  try {
    assertIntact(path, "quick");
    return true;
  } catch {
    return false;
  }
}

/** A reader alone never folds the log and writes nothing. Whatever else keeps it from reading is told on opening. */
function findDamage(path: string, whole: boolean): string | undefined {
  let connection: Connection | undefined;
  try {
    connection = new BetterSqlite3(path, { readonly: true });
    connection.prepare("SELECT count(*) FROM sqlite_master").get();
    const verdict = whole ? (connection.pragma("quick_check(1)", { simple: true }) as string) : "ok";
    return verdict === "ok" ? undefined : plainVerdict(verdict);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const isDamage = code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT");
    return isDamage && error instanceof Error ? error.message : undefined;
  } finally {
    connection?.close();
  }
}

/** SQLite's finding in one line, without the name of the only database there is. */
function plainVerdict(verdict: string): string {
  return verdict
    .replace(/^\*+ in database \w+ \*+/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

export interface IntegrityCheck {
  readonly depth: "full" | "quick";
  /** No table is begun after so long, milliseconds. */
  readonly limitMs: number;
}

/**
 * Looks at a database in use, table by table: nobody waits, and no old state is held for longer than one table takes.
 * @throws CroniumError or Error of SQLite when it cannot be read at all
 */
export function checkIntegrity(path: string, { depth, limitMs }: IntegrityCheck, clock: Clock): IntegrityFinding {
  const since = clock.elapsed();
  const connection = openReadConnection(path);
  try {
    const tables = connection
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    for (const [done, table] of tables.entries()) {
      if (clock.elapsed() - since > limitMs) {
        const detail = `${String(done)} of ${String(tables.length)} tables are intact; the time was over`;
        return { at: clock.now(), verdict: "partial", detail };
      }
      const command = depth === "full" ? "integrity_check" : "quick_check";
      const verdict = connection.pragma(`${command}("${table}")`, { simple: true }) as string;
      if (verdict !== "ok")
        return { at: clock.now(), verdict: "damaged", detail: `${table}: ${plainVerdict(verdict)}` };
    }
    return { at: clock.now(), verdict: "intact", detail: `all ${String(tables.length)} tables are intact` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!(error instanceof Error) || !(code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT"))) throw error;
    return { at: clock.now(), verdict: "damaged", detail: error.message };
  } finally {
    connection.close();
  }
}
