import { expect, it } from "vitest";
import { createRecordingContext, until, type RecordingContext } from "./recording-context.ts";
import {
  processesNaming,
  requestFor,
  uniqueSleep,
  type ConformanceBench,
  type OpenBench,
} from "./conformance-bench.ts";

const countingScript = "for i in {1..300}; do echo line $i; echo note $i >&2; sleep 0.01; done; exit 5";
const counted = (word: string) => Array.from({ length: 300 }, (_, index) => `${word} ${String(index + 1)}\n`).join("");

/** A run outlives the executor that started it, and another one takes it up. */
export function conformsInSurvival(bench: () => ConformanceBench, open: OpenBench): void {
  /** Starts a run, waits for `count` lines, detaches, closes that executor: the program has left. */
  async function startAndLeave(script: string, count: number) {
    const leaving = await open();
    const context = createRecordingContext();
    const request = requestFor(leaving, script);
    const running = leaving.executor.run(request, context);
    await until(`${String(count)} lines`, () => context.log.text("stdout").split("\n").length > count);
    context.requestDetach();
    const outcome = await running;
    await leaving.close();
    expect(outcome).toEqual({ kind: "detached" });
    return { context, request };
  }

  async function takeUp(left: { context: RecordingContext; request: ReturnType<typeof requestFor> }) {
    const context = createRecordingContext({ log: left.context.log });
    const outcome = await bench().executor.resume(left.request, left.context.lastHandle(), context);
    await bench().executor.discard(left.context.lastHandle(), left.request);
    return { context, outcome };
  }

  it("is taken up while it prints, with no byte lost or doubled", async () => {
    const left = await startAndLeave(countingScript, 20);
    expect(left.context.log.text("stdout")).not.toBe(counted("line"));
    const { context, outcome } = await takeUp(left);
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 5 });
    expect(context.log.text("stdout")).toBe(counted("line"));
    expect(context.log.text("stderr")).toBe(counted("note"));
    expect(await bench().remains(left.request.executionId)).toEqual([]);
  });

  it("is taken up again and again", async () => {
    const left = await startAndLeave(countingScript, 5);
    for (const count of [60, 120, 180]) {
      const again = await open();
      const context = createRecordingContext({ log: left.context.log });
      const running = again.executor.resume(left.request, left.context.lastHandle(), context);
      await until(`${String(count)} lines`, () => context.log.text("stdout").split("\n").length > count);
      context.requestDetach();
      expect(await running).toEqual({ kind: "detached" });
      await again.close();
    }
    const { context, outcome } = await takeUp(left);
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 5 });
    expect(context.log.text("stdout")).toBe(counted("line"));
    expect(context.log.text("stderr")).toBe(counted("note"));
  });

  it("gives its result when it ended while nobody watched", async () => {
    const word = uniqueSleep();
    const script = `echo ready; bash -c "sleep 0.5 # ${word}"; printf 'rest'; echo last words >&2; exit 42 # ${word}`;
    const left = await startAndLeave(script, 1);
    await until("the run to end", () => processesNaming(word).length === 0);
    const { context, outcome } = await takeUp(left);
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 42 });
    expect(context.log.text("stdout")).toBe("ready\nrest");
    expect(context.log.text("stderr")).toBe("last words\n");
  });

  it("is stopped when it is taken up only to be stopped", async () => {
    const word = uniqueSleep();
    const left = await startAndLeave(`echo ready; sleep ${word}`, 1);
    await until("the sleeper to sleep", () => processesNaming(word).length > 0);
    const context = createRecordingContext({ log: left.context.log });
    context.requestStop("timeout");
    const outcome = await bench().executor.resume(left.request, left.context.lastHandle(), context);
    expect(outcome).toMatchObject({ kind: "stopped", reason: "timeout", survivors: [] });
    expect(processesNaming(word)).toEqual([]);
    await bench().executor.discard(left.context.lastHandle(), left.request);
  });

  it("is known to be lost, or unknown, when it never started", async () => {
    const word = uniqueSleep();
    const context = createRecordingContext();
    let handle: Record<string, unknown> = {};
    const failing = createRecordingContext({
      onSaveHandle(saved) {
        handle = { ...saved };
        return Promise.reject(new Error("the database is gone"));
      },
    });
    const request = requestFor(bench(), `sleep ${word}`);
    await bench()
      .executor.run(request, failing)
      .catch(() => undefined);
    expect(failing.startedCount()).toBe(0);
    expect(processesNaming(word)).toEqual([]);
    const outcome = await bench().executor.resume(request, handle, context);
    expect(outcome.kind === "failed" ? outcome.failure.reason : outcome.kind).toMatch(/^(lost|unknown)$/);
    expect(processesNaming(word)).toEqual([]);
    // Whoever asked may end before it can use the answer: the next one is told the same.
    expect(await bench().executor.resume(request, handle, context)).toEqual(outcome);
    await bench().executor.discard(handle, request);
  });

  it("leaves nothing behind once discarded, however often", async () => {
    const context = createRecordingContext();
    const request = requestFor(bench(), "echo done", { environment: { TOKEN: "canary-of-this-run" } });
    await bench().executor.run(request, context);
    for (const handle of [...context.handles, ...context.handles]) await bench().executor.discard(handle, request);
    expect(await bench().remains(request.executionId)).toEqual([]);
  });
}
