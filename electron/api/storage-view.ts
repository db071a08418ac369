import type { StorageProblem, StorageView } from "../../shared/storage.ts";
import { restoreRemedy } from "../store/damage.ts";
import type { ApiContext } from "./context.ts";

const hourMs = 3_600_000;
/** Scheduled backups may be late by so many of their intervals before it counts as a problem: the program may rest. */
const toleratedIntervals = 2;

/** What the data takes, and how safe it is. @throws CroniumError `storage` when it cannot be measured */
export async function viewStorage({ storage }: ApiContext): Promise<StorageView> {
  const { backups, integrity, meter } = storage;
  const { at, growthPerDay, ...bytes } = await meter.read();
  return {
    measuredAt: at,
    bytes,
    growthPerDay,
    backups: backups.list(),
    schedule: backups.state,
    integrity: integrity.finding,
  };
}

/** The worst that is wrong with the data or its backups now. */
export function storageProblem({ storage, store }: Pick<ApiContext, "storage" | "store">): StorageProblem | undefined {
  const { finding } = storage.integrity;
  if (finding?.verdict === "damaged") {
    const message = `The database is damaged (${finding.detail})`;
    return { since: finding.at, message, remedy: `Stop Cronium first. ${restoreRemedy(store.path, true)}` };
  }
  if (store.logDamage !== undefined) return store.logDamage;
  const { problem } = storage.backups.state;
  return problem === undefined ? undefined : { ...problem, message: `The backup fails: ${problem.message}` };
}

/** When the newest verified backup was made, epoch milliseconds. */
export function latestBackupAt({ storage }: ApiContext): number | undefined {
  return storage.backups.list().find(({ verified }) => verified)?.at;
}

/** True when backups are wanted and the newest is older than they should ever be. `everyHours` is the setting. */
export function isBackupOverdue(latestAt: number | undefined, everyHours: number, now: number): boolean {
  return everyHours > 0 && now - (latestAt ?? -Infinity) > toleratedIntervals * everyHours * hourMs;
}
