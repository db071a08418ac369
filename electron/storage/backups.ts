import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toErrorDetails } from "../../shared/errors.ts";
import type { BackupFile, BackupLabel, BackupState, IntegrityFinding, StorageProblem } from "../../shared/storage.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { backupsFolder, backupsToRemove, checksumPath, listBackups } from "../store/backup-files.ts";
import { readSettings } from "../store/settings.ts";
import type { Store } from "../store/store.ts";
import { taskError } from "./storage-task.ts";
import type { StorageWork } from "./storage-work.ts";

/** First after the start, then this often, it is seen whether a backup is due. Milliseconds. */
const lookEveryMs = 60_000;
/** After a failure it is tried again this much later, milliseconds. */
const tryAgainAfterMs = 10 * 60_000;
const hourMs = 3_600_000;

export interface Backups {
  readonly state: BackupState;
  /** The newest first. */
  list(): readonly BackupFile[];
  /** Makes one now, after the one that may be under way. @throws CroniumError `storage` */
  make(label: BackupLabel): Promise<string>;
  /** From now on scheduled ones are made; the settings say how often. */
  start(): void;
  /** Waits for the one that is under way. */
  stop(): Promise<void>;
}

export interface BackupParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly work: StorageWork;
  /** What the full check before a scheduled backup found. */
  readonly found: (finding: IntegrityFinding) => void;
}

/** Makes verified copies of the database while it is in use, and removes old ones once a new one is good. */
export function createBackups({ store, clock, logger, changes, work, found }: BackupParts): Backups {
  const { path: databasePath } = store;
  let cancel = (): void => undefined;
  let stopped = false;
  let busy = 0;
  let nextAt: number | undefined;
  let notBeforeMs = -Infinity;
  let problem: StorageProblem | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  let looking: Promise<void> = Promise.resolve();

  async function makeNow(label: BackupLabel): Promise<string> {
    removeTorn(databasePath);
    const answer = await work({ kind: "back up", databasePath, label, atMs: clock.now() });
    if (answer.kind === "failed") throw taskError(answer.details);
    if (answer.kind !== "back up") throw new Error(`a backup was answered with “${answer.kind}”`);
    if (answer.finding !== undefined) found(answer.finding);
    return answer.path;
  }

  /** One at a time: two would only wait for the same disk. */
  function make(label: BackupLabel): Promise<string> {
    busy++;
    changes.announce({ noun: "system" });
    const made = underWay.then(() => makeNow(label));
    underWay = made
      .catch(() => undefined)
      .finally(() => {
        busy--;
        changes.announce({ noun: "system" });
      });
    return made;
  }

  /** Says when the next one is made, to whoever looks at it. */
  function plan(at: number | undefined): void {
    if (nextAt === at) return;
    nextAt = at;
    changes.announce({ noun: "system" });
  }

  async function look(): Promise<void> {
    const { backupEveryHours, backupKeep } = await readSettings(store.read);
    if (backupEveryHours === 0) {
      problem = undefined;
      plan(undefined);
      return;
    }
    const now = clock.now();
    // One that seems to come from the future was made by a clock that was wrong, and puts nothing off.
    const latest = listBackups(databasePath).find(
      ({ label, at, verified }) => label === "scheduled" && verified && at <= now,
    );
    const dueAt = latest === undefined ? now : latest.at + backupEveryHours * hourMs;
    const restMs = notBeforeMs - clock.elapsed();
    if (now < dueAt || restMs > 0) {
      plan(Math.max(dueAt, now + Math.max(0, restMs)));
      return;
    }
    try {
      const path = await make("scheduled");
      problem = undefined;
      plan(now + backupEveryHours * hourMs);
      logger.info({ path }, "the database was backed up");
    } catch (error) {
      const { message, remedy } = toErrorDetails(error);
      problem = { since: problem?.since ?? now, message, remedy };
      notBeforeMs = clock.elapsed() + tryAgainAfterMs;
      plan(now + tryAgainAfterMs);
      logger.error({ error }, "the backup failed; it is tried again");
    }
    if (problem === undefined) removeOld(backupKeep);
    changes.announce({ noun: "system" });
  }

  function removeOld(keep: number): void {
    for (const { path } of backupsToRemove(listBackups(databasePath), keep, clock.now())) {
      rmSync(checksumPath(path), { force: true });
      rmSync(path, { force: true });
      logger.info({ path }, "an old backup was removed");
    }
  }

  function schedule(): void {
    cancel = clock.after(lookEveryMs, () => {
      looking = look()
        .catch((error: unknown) => {
          logger.error({ error }, "it could not be seen whether a backup is due");
        })
        .finally(() => {
          if (!stopped) schedule();
        });
    });
  }

  return {
    get state() {
      return { busy: busy > 0, nextAt, problem };
    },
    list: () => listBackups(databasePath),
    make,
    start: schedule,
    async stop() {
      stopped = true;
      cancel();
      await looking;
      await underWay;
    },
  };
}

/** What a crash left half written. */
function removeTorn(databasePath: string): void {
  const folder = backupsFolder(databasePath);
  try {
    for (const name of readdirSync(folder)) if (name.includes(".incoming")) rmSync(join(folder, name), { force: true });
  } catch (error) {
    // There is no folder before the first backup; whatever else is wrong with it, the backup will tell.
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}
