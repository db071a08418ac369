import { sleep } from "../../base/clock.ts";
import type { ExecutionHandle, ExecutionOutcome } from "../executor.ts";
import { LinkLostError, UnreachableError } from "./command-channel.ts";
import { endRun } from "./end-run.ts";
import { settleRun } from "./settle-run.ts";
import type { SpoolStatus, StartAnswer } from "./spool-source.ts";
import { createPatience, isLinkTrouble, neverStarted, phaseOf, savePhase, type SpooledRun } from "./spooled-run.ts";

/** Starts a run and stays with it. The handle is saved before anything is sent, and again once it has started. */
export async function startRun(run: SpooledRun): Promise<ExecutionOutcome> {
  const { context, source } = run;
  await savePhase(run, "starting");
  let answer: StartAnswer;
  try {
    answer = await source.start(AbortSignal.any([context.stop, context.detach]));
  } catch (error) {
    if (error instanceof LinkLostError) {
      const failure = { reason: "session_failed", message: `${error.message} before the script was started` } as const;
      return attend(run, "starting", { kind: "failed", failure });
    }
    if (!(error instanceof UnreachableError)) throw error;
    answer = { kind: "refused", failure: error.failure };
  }
  if (answer.kind === "started") {
    // What it writes is read meanwhile: a program that ends before this is on disk asks how the run stands.
    const noted = Promise.all([savePhase(run, "started", answer.process), context.started()]);
    return attend(run, "following", neverStarted, noted);
  }
  if (answer.kind === "called-off" && !context.stop.aborted) return { kind: "detached" };
  await savePhase(run, "never-started");
  if (answer.kind === "refused") return { kind: "failed", failure: answer.failure };
  return { kind: "stopped", reason: context.stop.reason === "timeout" ? "timeout" : "cancel", survivors: [] };
}

/** Takes up a run that an earlier process left. */
export async function takeUpRun(run: SpooledRun, handle: ExecutionHandle): Promise<ExecutionOutcome> {
  const phase = phaseOf(handle);
  if (phase === "never-started") return neverStarted;
  return attend(run, phase, neverStarted);
}

/** Between looks at a run that goes on and whose output cannot be followed, such as one that removed it. Milliseconds. */
const lookPauseMs = 5_000;

/**
 * Stays with a run until its outcome is known.
 * @param known `starting`: it may or may not have started; `started`: it has; `following`: it is being followed
 * @param unstarted the outcome when it turns out that it never started, and now never will
 * @param noted rejects when it cannot be noted how far the run has come: then nothing more is done
 */
async function attend(
  run: SpooledRun,
  known: "starting" | "started" | "following",
  unstarted: ExecutionOutcome,
  noted: Promise<unknown> = Promise.resolve(),
): Promise<ExecutionOutcome> {
  const { context, source } = run;
  const unnoted = new AbortController();
  noted.catch(() => {
    unnoted.abort();
  });
  const halt = AbortSignal.any([context.stop, context.detach]);
  const patience = createPatience(run);
  let begun = known !== "starting";
  let asking = known !== "following";
  let announced = known === "following";
  let followed = false;
  // How long ago it ended is asked of a run that may have ended unseen.
  let isUnseen = known !== "following";
  let told: SpoolStatus | undefined;
  for (;;) {
    if (context.detach.aborted) return { kind: "detached" };
    if (asking || context.stop.aborted) await noted;
    try {
      if (context.stop.aborted) return await endRun(run, begun);
      if (asking) {
        const status = told ?? (await source.status(!begun, halt, isUnseen));
        told = undefined;
        await patience.answered();
        if (status.state === "unstarted") return unstarted;
        const happened = status.state === "running" || status.state === "exited" || status.state === "gone";
        if (happened && !announced) {
          if (!begun) await savePhase(run, "started", status.state === "running" ? status.process : undefined);
          await context.started();
          announced = begun = true;
        }
        if ("isOverdue" in status && status.isOverdue) return await endRun(run, true, "timeout");
        const outcome = await settleRun(run, status);
        if (outcome) return outcome;
        // Who follows a run comes back when it has ended, or when there is nothing to follow.
        if (followed) await sleep(context.clock, lookPauseMs, halt);
      }
      asking = true;
      followed = false;
      const end = await source.follow(context.log, AbortSignal.any([halt, unnoted.signal]));
      // When it ended is not told with its end.
      if (!isUnseen) told = end;
      followed = true;
    } catch (error) {
      if (halt.aborted) continue;
      if (!isLinkTrouble(error)) throw error;
      asking = isUnseen = true;
      await patience.wait(error, halt);
    }
  }
}
