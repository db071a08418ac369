import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../shared/system.ts";
import { nextTurn, type Clock } from "../base/clock.ts";
import { artifactFolder } from "../store/artifacts.ts";
import { eventIdsAfter, oldestFinishedJobs, surplusJobsOfEvent, type SurplusJob } from "../store/retention.ts";
import type { Store } from "../store/store.ts";
import { removeJobs } from "./log-removal.ts";
import type { StorageMeter } from "./storage-meter.ts";

/**
 * Jobs removed in one transaction at most, a tenth of a second on a slow disk: others have their turn in between. Each
 * portion waits three times for the disk, whatever its size, so that it is not to be small.
 */
const jobsPerPortion = 300;
/** Portions removed in one go at most; the rest waits for the next. */
const mostPortions = 100;
/** Events whose jobs are counted in one go; the rest has its turn in the next. */
const eventsPerSweep = 200;
/** Logs are measured this often, milliseconds. */
const measureEveryMs = 10 * 60_000;
const dayMs = 86_400_000;

type Limits = Pick<Settings, "keepDays" | "keepJobsPerEvent" | "keepLogBytes">;

export interface JobRetention {
  /**
   * Removes finished jobs and their logs beyond the limits, the oldest first. Unfinished jobs, those that need
   * attention, and the ledger stay.
   * @param isClockBelieved false while the wall clock may be wrong: then nothing is removed for its age
   * @returns how many jobs went
   */
  sweep(limits: Limits, isClockBelieved: boolean): Promise<number>;
}

export function createJobRetention(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly dataDirectory: string;
  readonly meter: StorageMeter;
  readonly isStopped: () => boolean;
}): JobRetention {
  const { store, clock, dataDirectory, meter, isStopped } = parts;
  let lastEventId = 0;
  let measuredAt = -Infinity;

  async function removeAll(next: () => Promise<readonly SurplusJob[]>): Promise<number> {
    let removed = 0;
    for (let portion = 0; portion < mostPortions && !isStopped(); portion++) {
      const jobs = await next();
      if (jobs.length === 0) break;
      await nextTurn();
      removed += await removeJobs(store, dataDirectory, jobs);
      await nextTurn();
    }
    return removed;
  }

  async function byCount(keep: number): Promise<number> {
    const events = await eventIdsAfter(store.read, lastEventId, eventsPerSweep);
    lastEventId = events.length < eventsPerSweep ? 0 : (events.at(-1) ?? 0);
    let removed = 0;
    for (const eventId of events) {
      if (isStopped()) break;
      removed += await removeAll(() => surplusJobsOfEvent(store.write, eventId, { keep, limit: jobsPerPortion }));
      await nextTurn();
    }
    return removed;
  }

  async function byBytes(most: number): Promise<number> {
    if (clock.elapsed() - measuredAt < measureEveryMs) return 0;
    measuredAt = clock.elapsed();
    let excess = (await meter.read()).logs - most;
    return removeAll(async () => {
      if (excess <= 0) return [];
      const oldest = await oldestFinishedJobs(store.write, { limit: jobsPerPortion });
      const chosen: SurplusJob[] = [];
      for (const job of oldest) {
        if (excess <= 0) break;
        chosen.push(job);
        for (const path of job.logPaths) {
          excess -= fileBytes(join(dataDirectory, path)) + folderBytes(join(dataDirectory, artifactFolder(path)));
        }
      }
      return chosen;
    });
  }

  return {
    async sweep({ keepDays, keepJobsPerEvent, keepLogBytes }, isClockBelieved) {
      let removed = 0;
      if (keepDays > 0 && isClockBelieved) {
        const beforeMs = clock.now() - keepDays * dayMs;
        removed += await removeAll(() => oldestFinishedJobs(store.write, { beforeMs, limit: jobsPerPortion }));
      }
      if (keepJobsPerEvent > 0) removed += await byCount(keepJobsPerEvent);
      if (keepLogBytes > 0) removed += await byBytes(keepLogBytes);
      return removed;
    },
  };
}

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Of the files right in a folder; 0 when there is none. */
function folderBytes(path: string): number {
  if (!existsSync(path)) return 0;
  return readdirSync(path).reduce((sum, name) => sum + fileBytes(join(path, name)), 0);
}
