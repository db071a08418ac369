import { join } from "node:path";
import type { LogPattern } from "../../shared/log-search.ts";
import type { SearchHit, SearchQuery, SearchStep } from "../../shared/search.ts";
import { countSearchableJobs, searchableLogs, type SearchableLog } from "../store/searchable-logs.ts";
import type { Database } from "../store/tables.ts";
import { searchIndexPath } from "./index-upkeep.ts";
import type { LogWork } from "./log-work.ts";
import type { AcrossStep } from "./search-across.ts";

/** Jobs whose logs one thread looks into. */
const jobsAtOnce = 1_000;

export type FindStep = Omit<SearchStep, "first">;

/**
 * Looks into the logs of all jobs a question is about, the newest first, those that are not in the index as well.
 * @param tell told as it goes on, and at its end
 * @throws CroniumError `invalid_input` as a search in one log does; the signal's reason
 */
export async function findInLogs(
  parts: { readonly read: Database; readonly dataDirectory: string; readonly work: LogWork },
  { text, regex, matchCase, limit, perLog, after, ...reach }: SearchQuery,
  tell: (step: FindStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const pattern: LogPattern = { text, regex, matchCase };
  const indexPath = searchIndexPath(parts.dataDirectory);
  let jobs: number | undefined;
  let read = 0;
  const sum = { logsDone: 0, logsByIndex: 0, bytesRead: 0 };
  let found = 0;
  let next = after;
  let downTo: number | undefined;
  for (;;) {
    const page = await searchableLogs(parts.read, reach, { after: next, jobs: jobsAtOnce });
    read += page.logs.length;
    // Those of a single page are told exactly from the beginning.
    if (page.after !== undefined || after !== undefined) jobs ??= await countSearchableJobs(parts.read, reach);
    const byId = new Map(page.logs.map((log) => [log.executionId, log]));
    const base = { ...sum };
    const step = ({ hits, done, byIndex, bytesRead }: AcrossStep): void => {
      sum.logsDone = base.logsDone + done;
      sum.logsByIndex = base.logsByIndex + byIndex;
      sum.bytesRead = base.bytesRead + bytesRead;
      found += hits.length;
      downTo = page.logs[done - 1]?.queuedAt ?? downTo;
      const told = hits.flatMap(({ executionId, ...hit }) => {
        const log = byId.get(executionId);
        return log === undefined ? [] : [describe(log, hit)];
      });
      tell({ hits: told, ...sum, logs: Math.max(read, jobs ?? 0), downTo, ended: false, next: undefined });
    };
    const task = {
      indexPath,
      logs: page.logs.map(({ executionId, jobId, path }) => ({
        executionId,
        jobId,
        path: join(parts.dataDirectory, path),
      })),
      pattern,
      perLog,
      limit: limit - found,
    };
    const stoppedAt = page.logs.length === 0 ? undefined : await parts.work.run("across", task, { signal, step });
    next = stoppedAt ?? page.after;
    if (next === undefined || found >= limit) break;
  }
  // Whoever went through all has counted them.
  const isAll = next === undefined && after === undefined;
  const logs = isAll ? sum.logsDone : Math.max(read, jobs ?? 0);
  tell({ hits: [], ...sum, logs, downTo, ended: true, next });
}

function describe(log: SearchableLog, hit: Pick<SearchHit, "matches" | "more">): SearchHit {
  const { path: _path, queuedAt: _queuedAt, finishedAt, ...rest } = log;
  return { ...rest, finishedAt: finishedAt ?? undefined, ...hit };
}
