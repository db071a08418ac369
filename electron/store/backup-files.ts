import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { backupLabels, type BackupFile, type BackupLabel } from "../../shared/storage.ts";

const dayMs = 86_400_000;
/** The newest of each day is kept for so many days, whatever else the settings let go. */
const dailyFor = 7;

const namePattern = new RegExp(
  `^.+-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)-(\\d{3})Z-(${backupLabels.join("|")})\\.sqlite$`,
);

export function backupsFolder(databasePath: string): string {
  return join(dirname(databasePath), "backups");
}

/** What the copy made at an instant is called. `atMs` is epoch milliseconds. */
export function backupPath(databasePath: string, label: BackupLabel, atMs: number): string {
  const stamp = new Date(atMs).toISOString().replaceAll(/[:.]/g, "-");
  return join(backupsFolder(databasePath), `${basename(databasePath, ".sqlite")}-${stamp}-${label}.sqlite`);
}

/** Where the checksum of a backup lies, in the form that `sha256sum -c` reads. */
export function checksumPath(backup: string): string {
  return `${backup}.sha256`;
}

/**
 * The backups of a database, the newest first. Other files in the folder are left out; a folder that cannot be read
 * holds none, and making one will tell why.
 */
export function listBackups(databasePath: string): readonly BackupFile[] {
  const folder = backupsFolder(databasePath);
  return namesIn(folder)
    .flatMap((name): BackupFile[] => {
      const parts = namePattern.exec(name);
      const path = join(folder, name);
      const file = parts === null ? undefined : statSync(path, { throwIfNoEntry: false });
      const [, day = "", hour = "", minute = "", second = "", milliseconds = "", label = ""] = parts ?? [];
      const at = Date.parse(`${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
      if (file === undefined || !Number.isFinite(at)) return [];
      const verified = existsSync(checksumPath(path));
      return [{ path, at, label: label as BackupLabel, bytes: file.size, verified }];
    })
    .sort((left, right) => right.at - left.at);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}

/**
 * Which scheduled backups are no longer kept: all but the newest `keep`, and but the newest of each of the last seven
 * days (UTC). Only verified ones count as kept. Those made by hand or before a change are their owner's.
 * @param backups the newest first
 * @param now epoch milliseconds
 */
export function backupsToRemove(backups: readonly BackupFile[], keep: number, now: number): readonly BackupFile[] {
  const scheduled = backups.filter(({ label }) => label === "scheduled");
  const days = new Set<number>();
  let counted = 0;
  return scheduled.filter(({ at, verified }) => {
    // One that was left unverified, by a crash, is worth nothing once a newer one is good.
    if (!verified) return scheduled.some((other) => other.verified && other.at > at);
    const day = Math.floor(at / dayMs);
    const isDaily = at > now - dailyFor * dayMs && !days.has(day);
    if (at <= now) days.add(day);
    counted++;
    return counted > keep && !isDaily;
  });
}
