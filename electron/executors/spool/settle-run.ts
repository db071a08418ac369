import type { ExecutionOutcome } from "../executor.ts";
import { proveStop } from "./prove-stop.ts";
import type { SpoolStatus } from "./spool-source.ts";
import { neverStarted, type SpooledRun } from "./spooled-run.ts";

/** Reading on past the end of a run is tried this often; a spool that stays short has lost its end, which is said. */
const longestDrain = 5;

/**
 * Takes what is still missing of the log of a run that has ended, and says how it ended. Of a run that nobody watches
 * over any more, what is left is ended: its result could never be recorded, and it must not meet its own repetition.
 * @param isStopped what is left has been ended already
 * @returns undefined when it has not ended, or the program leaves first
 * @throws LinkLostError and UnreachableError, after which it can be tried again
 */
export async function settleRun(
  run: SpooledRun,
  status: SpoolStatus,
  isStopped = false,
): Promise<ExecutionOutcome | undefined> {
  const { place } = run;
  switch (status.state) {
    case "running":
      return undefined;
    case "exited": {
      const endedAt = endOf(run, status);
      if (!(await drain(run, status))) return undefined;
      if (status.left.length > 0) await tellOfLeft(run, status.left);
      if (status.whole)
        return { kind: "exited", exitCode: status.exitCode, ...(endedAt === undefined ? {} : { endedAt }) };
      return {
        kind: "failed",
        failure: {
          reason: run.spoolFull,
          message: `The whole log could not be kept on ${place} (is its disk full?); the script ended with exit code ${String(status.exitCode)}`,
        },
      };
    }
    case "gone": {
      if (status.rebooted) {
        if (!(await drain(run, status))) return undefined;
        return unknown(
          `The run on ${place} is gone without having left an exit code: ${place} has restarted meanwhile`,
        );
      }
      const rest = isStopped ? undefined : await endRest(run);
      const now = await run.source.status(false, run.context.detach);
      if (now.state === "gone" && !(await drain(run, now))) return undefined;
      return unknown(
        `The run on ${place} is gone without having left an exit code: it was killed from outside, or crashed`,
        rest,
      );
    }
    case "starting": {
      const rest = isStopped ? undefined : await endRest(run);
      return unknown(`The script was being started on ${place}, and nothing more is known of it`, rest);
    }
    case "unstarted":
      return neverStarted;
    case "absent": {
      const rest = isStopped ? undefined : await endRest(run);
      return unknown(`No trace of the run is left on ${place}: its files have been removed`, rest);
    }
  }
}

/** What is told in whole seconds says nothing of an end that was noticed at once. */
const noticedAtOnceMs = 2_000;

/** @returns epoch milliseconds by our clock, whatever the place's shows; undefined where it was just now, or nobody can say */
function endOf(
  { context }: SpooledRun,
  { endedAgoMs = 0 }: Pick<Extract<SpoolStatus, { state: "exited" }>, "endedAgoMs">,
): number | undefined {
  return endedAgoMs > noticedAtOnceMs ? context.clock.now() - endedAgoMs : undefined;
}

type Rest = Pick<Extract<ExecutionOutcome, { kind: "unknown" }>, "proof">["proof"];

/** @returns undefined when there was nothing left to end */
async function endRest({ source, request, context }: SpooledRun): Promise<Rest> {
  const askedAt = context.clock.now();
  const answer = await source.stop(request.graceMs, context.detach);
  if (answer.kind !== "stopped") return undefined;
  const proof = proveStop(answer, "lost", askedAt, context.clock.now());
  return proof.means === "nothing" ? undefined : proof;
}

function unknown(message: string, rest?: Rest): ExecutionOutcome {
  if (rest === undefined) return { kind: "unknown", message };
  const fate =
    rest.survivors.length === 0 ? "What was left of it has been ended" : `Still alive: ${rest.survivors.join("; ")}`;
  return { kind: "unknown", message: `${message}. ${fate}`, proof: rest };
}

/** What the script has left running is not part of the run any more, and is not ended with it: it is named. */
function tellOfLeft({ context, place }: SpooledRun, left: readonly string[]): Promise<void> {
  const text = `The script has ended and left running on ${place}: ${left.join("; ")}. It goes on there by itself.\n`;
  return context.log.write("system", Buffer.from(text));
}

/** @returns false when the program leaves before everything is taken */
async function drain(
  { source, context, place }: SpooledRun,
  sizes: { readonly stdout: number; readonly stderr: number },
): Promise<boolean> {
  for (let turn = 0; turn < longestDrain; turn += 1) {
    const position = context.log.position();
    if (position.stdout >= sizes.stdout && position.stderr >= sizes.stderr) return true;
    if (context.detach.aborted) return false;
    await source.follow(context.log, context.detach);
  }
  if (context.detach.aborted) return false;
  const { stdout, stderr } = context.log.position();
  const lost = Math.max(0, sizes.stdout - stdout) + Math.max(0, sizes.stderr - stderr);
  if (lost > 0) {
    const text = `${String(lost)} bytes of the log could not be fetched from ${place}.\n`;
    await context.log.write("system", Buffer.from(text));
  }
  return true;
}
