import { basename, dirname } from "node:path";
import { CroniumError, type ErrorDetails, toErrorDetails } from "../../shared/errors.ts";
import type { BackupLabel, IntegrityFinding } from "../../shared/storage.ts";
import type { DatabaseValidation } from "../../shared/system.ts";
import type { Clock } from "../base/clock.ts";
import { checkIntegrity, damageError, type IntegrityCheck } from "../store/damage.ts";
import { backUpDatabase, inspectDatabase } from "../store/maintain.ts";
import { measureData, type DataSizes } from "./measure-data.ts";

/** A full check of a database of many gigabytes may take so long, milliseconds. */
const fullCheckLimitMs = 30 * 60_000;

/** Long work on the files of a data directory that would keep everything else waiting. */
export type StorageTask =
  | { readonly kind: "back up"; readonly databasePath: string; readonly label: BackupLabel; readonly atMs: number }
  | { readonly kind: "check"; readonly databasePath: string; readonly check: IntegrityCheck }
  | { readonly kind: "measure"; readonly databasePath: string }
  | { readonly kind: "validate"; readonly databasePath: string };

export type StorageAnswer =
  | { readonly kind: "back up"; readonly path: string; readonly finding: IntegrityFinding | undefined }
  | { readonly kind: "check"; readonly finding: IntegrityFinding }
  | { readonly kind: "measure"; readonly sizes: DataSizes }
  | { readonly kind: "validate"; readonly validation: DatabaseValidation }
  | { readonly kind: "failed"; readonly details: ErrorDetails };

/** Does it here and now; others wait. Failures are part of the answer, so that it can cross to another thread. */
export function runStorageTask(task: StorageTask, clock: Clock): StorageAnswer {
  try {
    switch (task.kind) {
      case "back up":
        return { kind: "back up", ...backUpChecked(task, clock) };
      case "check":
        return { kind: "check", finding: checkIntegrity(task.databasePath, task.check, clock) };
      case "measure":
        return { kind: "measure", sizes: measureData(dirname(task.databasePath), basename(task.databasePath)) };
      case "validate":
        return { kind: "validate", validation: inspectDatabase(task.databasePath) };
    }
  } catch (error) {
    return { kind: "failed", details: toErrorDetails(error) };
  }
}

/** The copy's indexes are made anew, so those of the database itself are looked at first, where it is done every day. */
function backUpChecked(
  { databasePath, label, atMs }: Extract<StorageTask, { kind: "back up" }>,
  clock: Clock,
): { readonly path: string; readonly finding: IntegrityFinding | undefined } {
  const check = { depth: "full", limitMs: fullCheckLimitMs } as const;
  const finding = label === "scheduled" ? checkIntegrity(databasePath, check, clock) : undefined;
  if (finding?.verdict === "damaged") throw damageError(databasePath, finding.detail);
  return { path: backUpDatabase(databasePath, label, { ...clock, now: () => atMs }), finding };
}

/** The failure of a task as it was thrown. */
export function taskError(details: ErrorDetails): CroniumError {
  return new CroniumError(
    details.code,
    details.message,
    details.remedy === undefined ? {} : { remedy: details.remedy },
  );
}
