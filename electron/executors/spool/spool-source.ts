import type { Failure } from "../../../shared/failure.ts";
import type { ExecutionLog } from "../executor.ts";

/** One process for good: its number, its group, the moment it started, and the boot that counts from. */
export interface SpoolProcess {
  readonly pid: number;
  readonly group: number;
  readonly identity: string;
  readonly boot: string;
}

export type StartAnswer =
  | { readonly kind: "started"; readonly process: SpoolProcess }
  /** Nothing was started. */
  | { readonly kind: "refused"; readonly failure: Failure }
  /** The signal aborted before anything was sent. */
  | { readonly kind: "called-off" };

/** How a run stands. Sizes are bytes spooled so far. */
export type SpoolStatus =
  | { readonly state: "running"; readonly process: SpoolProcess }
  | {
      readonly state: "exited";
      readonly exitCode: number;
      readonly stdout: number;
      readonly stderr: number;
      /** False when a spool could not take everything, as on a full disk. */
      readonly whole: boolean;
      /** Processes that the script left running, as "PID COMMAND"; ten at most are named. */
      readonly left: readonly string[];
      /** The place itself has ended it for taking too long. */
      readonly isOverdue?: true | undefined;
      /** How long ago it ended, milliseconds, in whole seconds; where that was asked, and can be told. */
      readonly endedAgoMs?: number | undefined;
    }
  /** Its process is no more, and left no exit code. */
  | {
      readonly state: "gone";
      readonly stdout: number;
      readonly stderr: number;
      readonly rebooted: boolean;
      /** The place itself has ended it for taking too long. */
      readonly isOverdue?: true | undefined;
    }
  /** It was being started, and nothing more is known. */
  | { readonly state: "starting" }
  /** It never started, and now never will. */
  | { readonly state: "unstarted" }
  /** There is no trace of it. */
  | { readonly state: "absent" };

/** A round of signals, so many milliseconds before the answer. */
export interface StopRound {
  readonly signal: "TERM" | "KILL";
  readonly agoMs: number;
  /** Everyone it was sent to, as "PID COMMAND" where the command is known; the control group, when it got it whole. */
  readonly to: readonly string[];
}

/** What a place tells of how it stopped a run. Times are milliseconds before its answer: clocks of places differ. */
export interface StopAccount {
  /** The computer has started anew since the run began: nothing of it can be left. */
  readonly restarted: boolean;
  /** The control group that was ended as a whole. */
  readonly control: string | undefined;
  /** When the first look began: earlier than the request, where an earlier process had asked before. */
  readonly begunAgoMs: number | undefined;
  readonly rounds: readonly StopRound[];
  readonly gone: readonly { readonly process: string; readonly agoMs: number }[];
  /** When the last look found nothing. */
  readonly clearAgoMs: number | undefined;
}

export type StopAnswer =
  /** The script had ended by itself before. */
  | { readonly kind: "ended" }
  | { readonly kind: "absent" }
  | { readonly kind: "stopped"; readonly survivors: readonly string[]; readonly account: StopAccount };

/**
 * One run in one place: started out of reach of whoever started it, its output in files. Every method may reject with
 * LinkLostError or UnreachableError, and can then be tried again; aborting a signal makes it return or reject soon.
 */
export interface SpoolSource {
  start(signal: AbortSignal): Promise<StartAnswer>;
  /**
   * Writes what is spooled from the log's position on, until the run has ended or the signal aborts.
   * @returns how it has ended, where that was told with it; its last bytes may still be missing
   */
  follow(log: ExecutionLog, signal: AbortSignal): Promise<SpoolStatus | undefined>;
  /**
   * @param fence a run that has not begun by now must never begin
   * @param when tells when it ended, too
   */
  status(fence: boolean, signal: AbortSignal, when?: boolean): Promise<SpoolStatus>;
  /** TERM to all its processes, KILL after `graceMs`, and a look at who is left. */
  stop(graceMs: number, signal: AbortSignal): Promise<StopAnswer>;
  /** Removes every file of the run. */
  discard(signal: AbortSignal): Promise<void>;
}
