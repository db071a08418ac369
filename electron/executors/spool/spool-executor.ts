import type { Failure } from "../../../shared/failure.ts";
import type { Clock } from "../../base/clock.ts";
import type { ExecutionContext, ExecutionHandle, ExecutionRequest, Executor } from "../executor.ts";
import { startRun, takeUpRun } from "./attend-run.ts";
import { requestProblem } from "./parcel.ts";
import type { SpoolSource } from "./spool-source.ts";
import { phaseOf, type SpooledRun } from "./spooled-run.ts";

/** Where an executor's runs live. */
export interface SpoolPlace {
  readonly place: string;
  readonly source: SpoolSource;
  readonly handle: ExecutionHandle;
  readonly spoolFull: Failure["reason"];
}

export interface SpoolExecutorChoices {
  readonly clock: Clock;
  /**
   * Finds the place of a request, or says why it cannot be run there. Nothing is connected yet.
   * @param handle of a run that was begun before
   */
  locate(request: ExecutionRequest, handle?: ExecutionHandle): SpoolPlace | Failure;
  close(): Promise<void>;
}

const discardLimitMs = 30_000;

/** An executor whose runs live on spools. */
export function createSpoolExecutor({ clock, locate, close }: SpoolExecutorChoices): Executor {
  const closing = new AbortController();

  function prepare(
    request: ExecutionRequest,
    context: ExecutionContext,
    handle?: ExecutionHandle,
  ): SpooledRun | Failure {
    const problem = requestProblem(request);
    if (problem !== undefined) return { reason: "invalid_event", message: `The script cannot be started: ${problem}` };
    const found = locate(request, handle);
    return "reason" in found ? found : { ...found, request, context };
  }

  return {
    async run(request, context) {
      const run = prepare(request, context);
      return "reason" in run ? { kind: "failed", failure: run } : startRun(run);
    },
    async resume(request, handle, context) {
      const run = prepare(request, context, handle);
      return "reason" in run ? { kind: "failed", failure: run } : takeUpRun(run, handle);
    },
    async discard(handle, request) {
      const found = locate(request, handle);
      if ("reason" in found || phaseOf(handle) === "never-started") return;
      const overdue = new AbortController();
      const cancel = clock.after(discardLimitMs, () => {
        overdue.abort(new Error(`${found.place} did not answer within ${String(discardLimitMs / 1000)} s`));
      });
      await found.source.discard(AbortSignal.any([closing.signal, overdue.signal])).finally(cancel);
    },
    async close() {
      closing.abort(new Error("the program is leaving"));
      await close();
    },
  };
}
