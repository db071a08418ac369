import { z } from "zod";
import { instantMs } from "./instant.ts";
import { logPattern, type LogMatch } from "./log-search.ts";
import { jobStatuses, type ExecutionStatus, type JobStatus } from "./words.ts";

/** A search in the logs of many executions, the newest first. */
export const searchInput = logPattern.extend({
  eventId: z.int().optional(),
  serverId: z.int().optional(),
  /** Only of jobs queued at or after, and before, these instants, epoch milliseconds. */
  sinceMs: instantMs.optional(),
  untilMs: instantMs.optional(),
  /** Only of jobs in one of these; any when absent. */
  statuses: z.array(z.enum(jobStatuses)).max(jobStatuses.length).optional(),
  /** It ends after the job with which so many logs have matches, and says where to go on. */
  limit: z.int().min(1).max(200).default(50),
  /** So many matches of each log are told; the first ones. */
  perLog: z.int().min(1).max(100).default(5),
  /** `next` of the search this one goes on with. */
  after: z.string().max(100).optional(),
});
export type SearchQuery = z.output<typeof searchInput>;
export type SearchInput = z.input<typeof searchInput>;

/** A log with matches. */
export interface SearchHit {
  readonly jobId: string;
  readonly executionId: string;
  readonly eventId: number;
  readonly eventName: string;
  readonly target: string;
  readonly attempt: number;
  readonly jobStatus: JobStatus;
  readonly executionStatus: ExecutionStatus;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  readonly matches: readonly LogMatch[];
  /** The log holds more matches than are told. */
  readonly more: boolean;
}

/** A step of a search. One that is taken up after a lost connection begins anew, with `first`. */
export interface SearchStep {
  readonly first: boolean;
  /** Found since the step before, newest first. */
  readonly hits: readonly SearchHit[];
  /**
   * Logs within the filters: dealt with, and in all; how many of the former the index alone answered for. Until all
   * are dealt with, there are about as many in all as there are jobs.
   */
  readonly logsDone: number;
  readonly logs: number;
  readonly logsByIndex: number;
  /** Bytes of log files read. */
  readonly bytesRead: number;
  /** The search is complete down to jobs that were queued at this instant, epoch milliseconds. */
  readonly downTo: number | undefined;
  readonly ended: boolean;
  /** Pass as `after` for more; undefined when all logs were dealt with. */
  readonly next: string | undefined;
}

/** How far the index of logs is. What is not in it is read, so that answers are complete all the same. */
export interface SearchIndexState {
  readonly logs: number;
  readonly indexedLogs: number;
  /** Bytes of indexed log files, and what the index takes. */
  readonly indexedBytes: number;
  readonly indexBytes: number;
  readonly busy: boolean;
  /** Why it does not go on; undefined while all is well. */
  readonly problem: string | undefined;
}
