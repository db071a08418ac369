import type { Failure } from "../../../shared/failure.ts";
import { sleep } from "../../base/clock.ts";
import type { ExecutionContext, ExecutionHandle, ExecutionOutcome, ExecutionRequest } from "../executor.ts";
import { LinkLostError, UnreachableError } from "./command-channel.ts";
import type { SpoolProcess, SpoolSource } from "./spool-source.ts";

/** How far a run had come when its handle was saved. */
export type SpoolPhase = "starting" | "started" | "never-started";

/** A run on a spool, with everything needed to see it to its end. */
export interface SpooledRun {
  readonly source: SpoolSource;
  readonly request: ExecutionRequest;
  readonly context: ExecutionContext;
  /** What a person calls the place. */
  readonly place: string;
  /** What makes the handle of this place. */
  readonly handle: ExecutionHandle;
  /** Why a spool that could not take everything failed. */
  readonly spoolFull: Failure["reason"];
}

/** Saves how far the run has come. */
export async function savePhase(run: SpooledRun, phase: SpoolPhase, process?: SpoolProcess): Promise<void> {
  await run.context.saveHandle({ ...run.handle, phase, ...(process === undefined ? {} : { process }) });
}

export function phaseOf(handle: ExecutionHandle): SpoolPhase {
  return handle["phase"] === "started" || handle["phase"] === "never-started" ? handle["phase"] : "starting";
}

export const neverStarted: ExecutionOutcome = {
  kind: "failed",
  failure: { reason: "lost", message: "The program ended before the script was started; it has not run" },
};

/** True for trouble with reaching the place, which may pass. */
export function isLinkTrouble(error: unknown): error is LinkLostError | UnreachableError {
  return error instanceof LinkLostError || error instanceof UnreachableError;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/** Waits longer after each failure in a row, and tells the reader of the log what is going on. */
export interface Patience {
  /** Notes the trouble and waits before the next try; returns early when the signal aborts. */
  wait(trouble: Error, signal: AbortSignal): Promise<void>;
  /** The place answered. */
  answered(): Promise<void>;
}

export function createPatience({ context, place }: SpooledRun): Patience {
  let pauseMs = firstPauseMs;
  let told: string | undefined;
  const tell = (text: string): Promise<void> => context.log.write("system", Buffer.from(`${text}\n`));
  return {
    async wait(trouble, signal) {
      context.logger.warn({ place, trouble: trouble.message, pauseMs }, "a run cannot be followed for now");
      if (told !== trouble.message) {
        const goesOn = told === undefined ? " What was started goes on there; trying to reach it again." : "";
        told = trouble.message;
        await tell(`${trouble.message}.${goesOn}`);
      }
      await sleep(context.clock, pauseMs, signal).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    },
    async answered() {
      pauseMs = firstPauseMs;
      if (told === undefined) return;
      told = undefined;
      await tell(`${place} answers again.`);
    },
  };
}
