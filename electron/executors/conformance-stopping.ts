import { expect, it } from "vitest";
import type { StopReason } from "./executor.ts";
import { createRecordingContext, until } from "./recording-context.ts";
import { processesNaming, requestFor, uniqueSleep, type ConformanceBench } from "./conformance-bench.ts";

/** A stopped run leaves no process behind, and its log as far as it got. */
export function conformsInStopping(bench: () => ConformanceBench): void {
  async function stopWhenReady(
    script: string,
    reason: StopReason,
    graceMs: number,
    isComplete: () => boolean = () => true,
  ) {
    const context = createRecordingContext();
    const request = requestFor(bench(), script, { graceMs });
    const running = bench().executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout").includes("ready\n") && isComplete());
    context.requestStop(reason);
    const outcome = await running;
    await bench().executor.discard(context.lastHandle(), request);
    return { context, outcome };
  }

  it.each(["timeout", "cancel"] as const)("ends a run on %s and keeps its log", async (reason) => {
    const word = uniqueSleep();
    const { context, outcome } = await stopWhenReady(`echo ready; sleep ${word}`, reason, 5_000);
    expect(outcome).toMatchObject({ kind: "stopped", reason, survivors: [] });
    expect(processesNaming(word)).toEqual([]);
    expect(context.log.text("stdout")).toBe("ready\n");
  });

  it("lets the script say goodbye within its grace", async () => {
    const word = uniqueSleep();
    const { context, outcome } = await stopWhenReady(
      `trap 'echo goodbye; exit 9' TERM; echo ready; sleep ${word} & wait`,
      "cancel",
      20_000,
    );
    expect(outcome).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
    expect(context.log.text("stdout")).toBe("ready\ngoodbye\n");
    await until("the sleeper to be gone", () => processesNaming(word).length === 0, 2_000);
  });

  it("kills a tree that ignores TERM once the grace is over", async () => {
    const word = uniqueSleep();
    const script = [
      "trap '' TERM",
      `bash -c "trap '' TERM; sleep ${word} & sleep ${word} & while :; do sleep 1; done # ${word}" &`,
      `(trap '' TERM; sleep ${word}) &`,
      "echo ready",
      "while :; do sleep 1; done",
    ].join("\n");
    // A child is called what its parent is called until it has become its own program.
    const { outcome } = await stopWhenReady(script, "cancel", 300, () => processesNaming(word).length >= 4);
    expect(outcome).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
    expect(processesNaming(word)).toEqual([]);
    const proof = outcome.kind === "stopped" ? outcome.proof : undefined;
    const [first, ...others] = proof?.signals ?? [];
    expect(first?.signal).toBe("TERM");
    expect(first?.to.join()).toContain(word);
    expect(new Set(others.map(({ signal }) => signal))).toEqual(new Set(["KILL"]));
    expect(proof?.ended.map(({ process }) => process).join()).toContain(word);
    const instants = [proof?.askedAt, first?.at, others[0]?.at, proof?.goneAt];
    expect(instants).toEqual(instants.toSorted());
    expect(proof?.survivors).toEqual([]);
  });

  it("finds children that left the process group", async () => {
    const word = uniqueSleep();
    const script = `set -m; sleep ${word} & disown; set +m; (setsid sleep ${word} &) ; echo ready; sleep ${word}`;
    const { outcome } = await stopWhenReady(script, "timeout", 1_000);
    expect(outcome).toMatchObject({ kind: "stopped", reason: "timeout", survivors: [] });
    expect(processesNaming(word)).toEqual([]);
  });

  it("stops a run that is asked to stop before it starts", async () => {
    const word = uniqueSleep();
    const context = createRecordingContext();
    context.requestStop("cancel");
    const request = requestFor(bench(), `sleep ${word}`);
    const outcome = await bench().executor.run(request, context);
    expect(outcome).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
    expect(processesNaming(word)).toEqual([]);
    if (context.handles.length > 0) await bench().executor.discard(context.lastHandle(), request);
  });
}
