import type { StopProof } from "../../../shared/job.ts";
import { sleep } from "../../base/clock.ts";
import type { ExecutionOutcome, StopReason } from "../executor.ts";
import { nothingToStop } from "../stop-proof.ts";
import { proveStop } from "./prove-stop.ts";
import { settleRun } from "./settle-run.ts";
import type { StopAnswer } from "./spool-source.ts";
import { isLinkTrouble, type SpooledRun } from "./spooled-run.ts";

/**
 * A place that cannot be reached for this long cannot be made to stop a run, milliseconds. A person waits for the answer
 * to a cancel. A time limit that passes while the computer sleeps, or the program is gone, is noticed when there may be no
 * network yet, and most such scripts have long ended by themselves.
 */
const unreachableLimitMs: Readonly<Record<StopReason, number>> = { cancel: 30_000, timeout: 300_000 };
/** Between two tries, milliseconds; and later, when it seems to take longer. */
const pauseMs = 1_000;
const laterPauseMs = 5_000;
/** Time for the last words of a run whose processes are gone to arrive. */
const lastWordsLimitMs = 5_000;

/**
 * Ends a run on request: its whole process tree goes, its log is taken to the end.
 * @param begun false when it is not known whether it ever started; then it never will
 * @param reason why; the place may have ended it by itself, and then tells how
 */
export async function endRun(
  run: SpooledRun,
  begun: boolean,
  reason: StopReason = run.context.stop.reason === "timeout" ? "timeout" : "cancel",
): Promise<ExecutionOutcome> {
  const { context } = run;
  const askedAt = context.clock.now();
  const listening = new AbortController();
  const lastWords = listen(run, AbortSignal.any([listening.signal, context.detach]));
  // Awaited below; until then a rejection must not count as unhandled.
  lastWords.catch(() => undefined);
  try {
    const answer = await stopPatiently(run, begun, reason);
    if (context.detach.aborted || answer === undefined) return { kind: "detached" };
    const proof = proofOf(answer, reason, askedAt, context.clock.now());
    const stopped = { kind: "stopped", reason, survivors: proof.survivors, proof } as const;
    if (answer === "unstarted" || proof.survivors.length > 0) return stopped;
    const cancel = context.clock.after(lastWordsLimitMs, () => {
      listening.abort();
    });
    await lastWords;
    cancel();
    const settled = await settleStopped(run, answer.kind === "stopped");
    if (context.detach.aborted) return { kind: "detached" };
    if (settled === undefined) return stopped;
    if (answer.kind !== "stopped") return settled;
    return "endedAt" in settled ? { ...stopped, endedAt: settled.endedAt } : stopped;
  } finally {
    listening.abort();
    await lastWords;
  }
}

/** Nobody could be asked to stop the run; a place may be told apart from an answer by this. */
interface Unreachable {
  readonly kind: "unreachable";
  readonly survivor: string;
}

function proofOf(
  answer: StopAnswer | Unreachable | "unstarted",
  reason: StopProof["reason"],
  askedAt: number,
  answeredAt: number,
): StopProof {
  if (answer === "unstarted" || answer.kind === "ended" || answer.kind === "absent") {
    return nothingToStop(reason, askedAt, answeredAt);
  }
  if (answer.kind === "stopped") return proveStop(answer, reason, askedAt, answeredAt);
  const nothing = { signals: [], ended: [], goneAt: undefined };
  return { reason, askedAt, means: "unreachable", ...nothing, survivors: [answer.survivor] };
}

/** Goes on writing the log while the run is being stopped; trouble shows when the rest is fetched. */
async function listen(run: SpooledRun, signal: AbortSignal): Promise<void> {
  try {
    await run.source.follow(run.context.log, signal);
  } catch (error) {
    if (!signal.aborted && !isLinkTrouble(error)) throw error;
  }
}

/** @returns undefined when the program leaves first */
async function stopPatiently(
  run: SpooledRun,
  begun: boolean,
  reason: StopReason,
): Promise<StopAnswer | Unreachable | "unstarted" | undefined> {
  const { context, source, request, place } = run;
  const startedAt = context.clock.elapsed();
  for (;;) {
    try {
      if (!begun && (await source.status(true, context.detach)).state === "unstarted") return "unstarted";
      return await source.stop(request.graceMs, context.detach);
    } catch (error) {
      if (context.detach.aborted) return undefined;
      if (!isLinkTrouble(error)) throw error;
      const triedForMs = context.clock.elapsed() - startedAt;
      if (triedForMs > unreachableLimitMs[reason]) {
        return { kind: "unreachable", survivor: `${place} could not be reached; the script may still run there` };
      }
      context.logger.warn({ place, trouble: error.message }, "a run cannot be stopped yet");
      await sleep(context.clock, triedForMs > unreachableLimitMs.cancel ? laterPauseMs : pauseMs, context.detach).catch(
        () => undefined,
      );
    }
  }
}

/** Fetches the rest of the log. A link that breaks now costs its end, not the knowledge that the run is stopped. */
async function settleStopped(run: SpooledRun, isStopped: boolean): Promise<ExecutionOutcome | undefined> {
  try {
    return await settleRun(run, await run.source.status(false, run.context.detach, true), isStopped);
  } catch (error) {
    if (!isLinkTrouble(error) && !run.context.detach.aborted) throw error;
    return undefined;
  }
}
