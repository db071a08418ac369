import { z } from "zod";
import { instantMs } from "./instant.ts";
import type { HttpRequest } from "./http-request.ts";
import type { Failure } from "./failure.ts";
import type { Rollout } from "./rollout.ts";
import type { Waiting } from "./waiting.ts";
import {
  jobStatuses,
  type EventType,
  type ExecutionStatus,
  type JobPriority,
  type JobSource,
  type JobStatus,
  type RunPlace,
  type RuntimeWay,
} from "./words.ts";

/** Which jobs are meant, whatever their status. */
export const jobReach = z.strictObject({
  eventId: z.int().optional(),
  serverId: z.int().optional(),
  /** Only jobs queued at or after this instant, epoch milliseconds. */
  sinceMs: instantMs.optional(),
  /** Part of the event's name, any case. */
  search: z.string().max(200).optional(),
});
export type JobReach = z.output<typeof jobReach>;

export const jobFilter = jobReach.extend({
  statuses: z.array(z.enum(jobStatuses)).optional(),
  limit: z.int().min(1).max(500).default(100),
  /** Continue after this job of an earlier answer. */
  after: z.string().max(100).optional(),
});
export type JobFilter = z.input<typeof jobFilter>;
export type JobQuery = z.output<typeof jobFilter>;

/** How a person settles a job that needs attention. */
export const jobResolutions = ["completed", "failed"] as const;
export type JobResolution = (typeof jobResolutions)[number];

/** A job in a list. Times are epoch milliseconds, durations milliseconds. */
export interface JobSummary {
  readonly id: string;
  readonly eventId: number;
  readonly eventName: string;
  readonly eventType: EventType;
  readonly status: JobStatus;
  readonly priority: JobPriority;
  readonly source: JobSource;
  readonly attempt: number;
  readonly attemptsAllowed: number;
  readonly targets: readonly string[];
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
  readonly dueAt: number | undefined;
  readonly queuedAt: number;
  /** When it may start: later than `queuedAt` while it waits for a retry or its jitter. */
  readonly availableAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly cancelRequested: boolean;
  /** How far a running one is, as its scripts tell; undefined while they tell nothing. */
  readonly progress: JobProgress | undefined;
  /** What keeps an unfinished one from starting, or from going on with anything; undefined when nothing does. */
  readonly waitingFor: Waiting | undefined;
}

export interface JobProgress {
  /** From 0 to 1; of several targets the mean, ended ones being whole. */
  readonly fraction: number;
  /** What the script said last, if it runs on one target. */
  readonly message: string | undefined;
}

/** What the script of an execution has told. */
export interface ExecutionReport {
  /** Undefined when it has set none. */
  readonly condition: boolean | undefined;
  readonly progress: JobProgress | undefined;
  /** Bytes of its output as JSON; undefined when it gave none. */
  readonly outputBytes: number | undefined;
  /** The first 2,000 characters of the output as JSON; the whole is asked for by itself. */
  readonly outputStart: string | undefined;
}

/** One round of signals while a run was being stopped. */
export interface StopSignal {
  readonly at: number;
  readonly signal: "TERM" | "KILL";
  /** Whom it reached: processes as "PID COMMAND", and the container or control group that received it as a whole. */
  readonly to: readonly string[];
  /** How many it reached in all; `to` names no more than the first of many. */
  readonly count: number;
}

/**
 * How a run was stopped, and the evidence that it is gone. Times are epoch milliseconds by this computer's clock: what
 * another one did is placed on it by how long before its answer it was done, so it may seem later than it was by the
 * time the answer was on its way. Whatever a process chose for its name has been masked like its log.
 */
export interface StopProof {
  /** `lost`: what watched over the run was gone, so the rest of it was ended. */
  readonly reason: "cancel" | "timeout" | "lost";
  readonly askedAt: number;
  /**
   * What ended it: signals to its processes, found one by one; its control group or its container as a whole; a restart
   * of the computer it was on. `nothing`: it had not begun, or nothing was left of it. `unreachable`: nobody could be
   * asked to end it.
   */
  readonly means: "processes" | "control_group" | "container" | "restart" | "nothing" | "unreachable";
  /** In the order they were sent. */
  readonly signals: readonly StopSignal[];
  /** When each process was seen to be gone, as far as it is known one by one; the first of many. */
  readonly ended: readonly { readonly process: string; readonly at: number }[];
  /** When the last look found nothing left; undefined while something survives. */
  readonly goneAt: number | undefined;
  readonly survivors: readonly string[];
}

export interface ExecutionView {
  readonly id: string;
  readonly attempt: number;
  readonly place: RunPlace;
  readonly serverId: number | undefined;
  readonly target: string;
  /** How its script reached the runtime API from a server; undefined elsewhere, and until that is known. */
  readonly runtimeWay: RuntimeWay | undefined;
  readonly status: ExecutionStatus;
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
  /** Processes that were still alive after it was stopped; empty when all are confirmed gone. */
  readonly survivors: readonly string[];
  /** How it was stopped; undefined unless it was. */
  readonly stopProof: StopProof | undefined;
  readonly startedAt: number;
  /** Whether the script itself is known to have begun; `startedAt` may be when that was tried. */
  readonly hasBegun: boolean;
  readonly finishedAt: number | undefined;
  readonly durationMs: number | undefined;
  /** Bytes of output kept, both streams. */
  readonly logBytes: number | undefined;
  readonly logSha256: string | undefined;
  /** Bytes of output that were left out because the log has a limit; known once it has ended. */
  readonly logDroppedBytes: number;
  /** Undefined while its script has told nothing. */
  readonly report: ExecutionReport | undefined;
}

/** One step in a job's life, for its timeline. */
export interface JobMoment {
  readonly at: number;
  readonly what:
    | "due"
    | "queued"
    | "claimed"
    | "started"
    /** The targets it names could not be reached. */
    | "unreached"
    /** An attempt that was not the last. */
    | "attempt_failed"
    | "retry_planned"
    | "cancel_requested"
    | "finished"
    /** A person said how it ended. */
    | "resolved";
  readonly detail: string | undefined;
}

export interface JobView extends JobSummary {
  /** Whether it is tried again after a failure, and why, as a sentence; undefined when nothing failed. */
  readonly triedAgain: string | undefined;
  readonly executions: readonly ExecutionView[];
  /** The servers that it has not begun on: not yet, or, once it has ended, not at all. */
  readonly notBegun: readonly { readonly serverId: number; readonly name: string }[];
  /** How it is spread over several servers. */
  readonly rollout: Rollout;
  readonly timeline: readonly JobMoment[];
  /** Empty of an HTTP request. */
  readonly script: string;
  /** What was requested, templates unfilled; undefined of a script. */
  readonly request: HttpRequest | undefined;
  readonly timeoutMs: number;
  readonly eventVersion: number;
  readonly input: unknown;
  /** As whoever asked for it gave it; undefined without one. */
  readonly idempotencyKey: string | undefined;
  /** Whether it does so only on the servers where that one failed or was not tried. */
  readonly retriesFailedOnly: boolean;
  /** The job that it does again, as far as that is known. */
  readonly retryOf: string | undefined;
  /** The jobs that it was queued again as by hand, the oldest first. */
  readonly retriedAs: readonly string[];
}

export interface JobPage {
  readonly jobs: readonly JobSummary[];
  /** Pass as `after` for more; undefined at the end. */
  readonly next: string | undefined;
}

/** How many jobs there are in each status within the filter's reach. */
export type JobCounts = Readonly<Record<JobStatus, number>>;
