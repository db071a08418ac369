import { bytesText } from "../../shared/bytes-text.ts";
import type { BackupFile, BackupLabel } from "../../shared/storage.ts";
import { tableLines } from "./table.ts";
import { exactAndRelative } from "./time-text.ts";

const reasons: Readonly<Record<BackupLabel, string>> = {
  scheduled: "scheduled",
  "by-hand": "by hand",
  "before-migration": "before a change of its shape",
  "before-rollback": "before a rollback",
};

/** The backups for a person. `now` is epoch milliseconds. */
export function backupTable(backups: readonly BackupFile[], now: number): string[] {
  if (backups.length === 0) return ["There are no backups yet: `cronium db backup` makes one."];
  const rows = backups.map(({ at, bytes, label, verified, path }) => [
    exactAndRelative(at, now),
    bytesText(bytes),
    reasons[label],
    verified ? "verified" : "not verified",
    path,
  ]);
  return tableLines(["made", "size", "why", "", "file"], rows);
}
