import { describe, expect, it } from "vitest";
import type { StopProof } from "../../../shared/job.ts";
import { createRecordingContext } from "../recording-context.ts";
import { nothingToStop } from "../stop-proof.ts";
import type { ContainerEnd } from "./await-end.ts";
import { ImageMissing } from "./begin.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import type { FollowEnd } from "./follow.ts";
import { settle, settleUnstarted, type Circumstances } from "./settle.ts";

const ordinary: Circumstances = {
  image: "some/image",
  type: "PYTHON",
  isResumed: false,
  wasCreated: true,
  hasBegun: true,
  launcherWords: "",
  stopReason: undefined,
};

function ended(exitCode: number, changes: { outOfMemory?: boolean; everStarted?: boolean } = {}): ContainerEnd {
  const state = { everStarted: true, isRunning: false, exitCode, outOfMemory: false, ...changes };
  return { kind: "ended", state, wasInSight: true };
}

function over(end: ContainerEnd, wasSignalled?: boolean): FollowEnd {
  return {
    kind: "over",
    end,
    termination: wasSignalled === undefined ? undefined : { wasSignalled, proof: proofOf() },
  };
}

function proofOf(...survivors: readonly string[]): StopProof {
  return { ...nothingToStop("timeout", 1, 2), means: "container", survivors };
}

const outOfReach: ContainerEnd = { kind: "out-of-reach", message: "Docker is not running" };

describe("settle", () => {
  it("reports the script's own end", () => {
    expect(settle(over(ended(7)), ordinary)).toEqual({ kind: "exited", exitCode: 7 });
  });

  it("reports a lack of memory even when the script says it went well", () => {
    const end = over(ended(0, { outOfMemory: true }));
    expect(settle(end, ordinary)).toEqual({ kind: "exited", exitCode: 0, outOfMemory: true });
  });

  it("calls it stopped only when it was we who ended it", () => {
    const stopping = { ...ordinary, stopReason: "timeout" } as const;
    expect(settle(over(ended(143), true), stopping)).toMatchObject({
      kind: "stopped",
      reason: "timeout",
      survivors: [],
    });
    expect(settle(over(ended(0), false), stopping)).toEqual({ kind: "exited", exitCode: 0 });
    const surviving = { kind: "surviving", termination: { wasSignalled: true, proof: proofOf("12 sleep") } } as const;
    expect(settle(surviving, stopping)).toMatchObject({
      kind: "stopped",
      reason: "timeout",
      survivors: ["12 sleep"],
      proof: { means: "container", survivors: ["12 sleep"] },
    });
  });

  it("claims to know nothing when Docker is out of reach or the container was taken away", () => {
    const stopping = { ...ordinary, stopReason: "cancel" } as const;
    expect(settle(over(outOfReach), ordinary).kind).toBe("unknown");
    expect(settle(over(outOfReach, true), stopping).kind).toBe("unknown");
    expect(settle(over({ kind: "absent" }), { ...ordinary, isResumed: true }).kind).toBe("unknown");
  });

  it("knows what has never run", () => {
    const resumed = { ...ordinary, isResumed: true, hasBegun: false };
    const lost = { kind: "failed", failure: { reason: "lost" } };
    expect(settle(over({ kind: "absent" }), { ...resumed, wasCreated: false })).toMatchObject(lost);
    expect(settle(over(ended(0, { everStarted: false })), resumed)).toMatchObject(lost);
    expect(settle(over(ended(125)), resumed)).toMatchObject(lost);
    const stopped = settle(over({ kind: "absent" }, false), { ...resumed, wasCreated: false, stopReason: "cancel" });
    expect(stopped).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
  });

  it("says what an image lacks", () => {
    expect(settle(over(ended(124)), { ...ordinary, hasBegun: false })).toEqual({
      kind: "failed",
      failure: { reason: "interpreter_missing", message: "The image some/image has no python3 or python." },
    });
    const words = { ...ordinary, hasBegun: false, launcherWords: "sh: head: not found" };
    expect(settle(over(ended(125)), words)).toMatchObject({
      kind: "failed",
      failure: { reason: "container_failed", message: expect.stringContaining("head: not found") as string },
    });
  });

  it("leaves 124 and 125 to the script once it has begun", () => {
    expect(settle(over(ended(124)), ordinary)).toEqual({ kind: "exited", exitCode: 124 });
  });
});

describe("settleUnstarted", () => {
  const wanted = new AbortController().signal;
  it.each([
    [new ImageMissing("no image"), "image_missing"],
    [new EngineRefusal(500, "no space"), "container_failed"],
    [new EngineUnreachable("not running", undefined), "docker_unavailable"],
  ])("turns %s into a failure", (error, reason) => {
    const outcome = settleUnstarted(error, createRecordingContext(), wanted);
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason } });
  });

  it("rethrows what is a fault of the program", () => {
    const fault = new TypeError("undefined is not a function");
    expect(() => settleUnstarted(fault, createRecordingContext(), wanted)).toThrow(fault);
  });

  it("knows a stop from a departure", () => {
    const context = createRecordingContext();
    const stopped = createRecordingContext();
    context.requestDetach();
    stopped.requestStop("cancel");
    expect(settleUnstarted(context.detach.reason, context, context.detach)).toEqual({ kind: "detached" });
    expect(settleUnstarted("cancel", stopped, stopped.stop)).toMatchObject({ kind: "stopped", reason: "cancel" });
  });
});
