import type { FailureReason } from "../../../shared/failure.ts";
import type { ScriptType } from "../../../shared/words.ts";
import type { ExecutionContext, ExecutionOutcome, StopReason } from "../executor.ts";
import { ImageMissing } from "./begin.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import type { FollowEnd } from "./follow.ts";
import { interpreterMissingExitCode, interpreters } from "./launcher.ts";
import { RelayFailure } from "./make-relay.ts";
import { stopReasonOf } from "./stop-reason.ts";

/** What is known of a run when its container has been followed to wherever that led. */
export interface Circumstances {
  readonly image: string;
  readonly type: ScriptType;
  /** True when an earlier process began it. */
  readonly isResumed: boolean;
  /** A container is known to have existed. */
  readonly wasCreated: boolean;
  /** The script itself was begun. */
  readonly hasBegun: boolean;
  readonly launcherWords: string;
  readonly stopReason: StopReason | undefined;
}

/** How a script that TERM or KILL has ended exits: 128 and the number of the signal. */
const stopCodes: readonly number[] = [143, 137];

/** The outcome of a run, from how its container ended. */
export function settle(follow: FollowEnd, circumstances: Circumstances): ExecutionOutcome {
  if (follow.kind === "left") return { kind: "detached" };
  const { stopReason } = circumstances;
  if (follow.kind === "surviving") {
    const { proof } = follow.termination;
    return { kind: "stopped", reason: stopReason ?? "cancel", survivors: proof.survivors, proof };
  }
  const { end, termination } = follow;
  const proof = termination === undefined ? {} : { proof: termination.proof };
  const gone: ExecutionOutcome = { kind: "stopped", reason: stopReason ?? "cancel", survivors: [], ...proof };
  if (end.kind === "out-of-reach") {
    return { kind: "unknown", message: `The container may still be running, but ${end.message}.` };
  }
  if (end.kind === "absent" && circumstances.wasCreated) {
    return { kind: "unknown", message: "Somebody else removed the container: how the script ended is not recorded." };
  }
  if (termination?.wasSignalled) return gone;
  if (end.kind === "absent" || !end.state.everStarted) {
    return stopReason === undefined ? neverStarted(circumstances) : gone;
  }
  if (!circumstances.hasBegun) return notBegun(end.state.exitCode, circumstances);
  const { exitCode, outOfMemory } = end.state;
  // The process that asked for its end may itself have ended before it could say so.
  if (circumstances.isResumed && stopReason !== undefined && stopCodes.includes(exitCode)) return gone;
  return outOfMemory ? { kind: "exited", exitCode, outOfMemory } : { kind: "exited", exitCode };
}

/** The outcome of a run whose container was not started, from what was thrown. @throws what is nobody's outcome */
export function settleUnstarted(error: unknown, context: ExecutionContext, unwanted: AbortSignal): ExecutionOutcome {
  if (unwanted.aborted && error === unwanted.reason) {
    const reason = stopReasonOf(context);
    return reason === undefined ? { kind: "detached" } : { kind: "stopped", reason, survivors: [] };
  }
  if (error instanceof ImageMissing) return failed("image_missing", error.message);
  if (error instanceof RelayFailure) return failed("container_failed", error.message);
  if (error instanceof EngineRefusal) {
    return failed("container_failed", `Docker refused to run the container: ${error.words}`);
  }
  if (error instanceof EngineUnreachable) return failed("docker_unavailable", error.message);
  throw error;
}

export function failed(reason: FailureReason, message: string): ExecutionOutcome {
  return { kind: "failed", failure: { reason, message } };
}

function neverStarted({ isResumed, image }: Circumstances): ExecutionOutcome {
  return isResumed
    ? failed("lost", "The program ended before it could start the container: the script has never run.")
    : failed("container_failed", `Docker created a container from ${image} but did not start it.`);
}

function notBegun(exitCode: number, { type, image, isResumed, launcherWords }: Circumstances): ExecutionOutcome {
  if (exitCode === interpreterMissingExitCode) {
    return failed("interpreter_missing", `The image ${image} has no ${interpreters[type].join(" or ")}.`);
  }
  if (isResumed && launcherWords === "") {
    return failed("lost", "The program ended before it had handed the script over: the script has never run.");
  }
  const words = launcherWords === "" ? `its launcher ended with code ${String(exitCode)}` : launcherWords;
  return failed("container_failed", `The image ${image} could not start the script: ${words}`);
}
