import type {
  ExecutionContext,
  ExecutionHandle,
  ExecutionOutcome,
  ExecutionRequest,
  Executor,
} from "../executors/executor.ts";

/** What a scripted run is to do when it starts. */
export interface ScriptedRun {
  readonly request: ExecutionRequest;
  readonly context: ExecutionContext;
  readonly resumed: boolean;
  /** Ends the run. */
  end(outcome: ExecutionOutcome): void;
}

export interface ScriptedExecutor extends Executor {
  /** Every run that was started or taken up, in order. */
  readonly runs: readonly ScriptedRun[];
  /** Resolves with the run number `index` once it has started. */
  nth(index: number): Promise<ScriptedRun>;
  readonly discarded: readonly string[];
}

/**
 * An executor whose runs do what the test says: at once through `behaviour`, or by hand through `end`. It honours stop
 * and detach as a real one does.
 */
export function createScriptedExecutor(
  behaviour?: (run: ScriptedRun) => ExecutionOutcome | undefined | Promise<ExecutionOutcome | undefined>,
): ScriptedExecutor {
  const runs: ScriptedRun[] = [];
  const discarded: string[] = [];
  let waiting: (() => void)[] = [];

  async function begin(
    request: ExecutionRequest,
    context: ExecutionContext,
    resumed: boolean,
  ): Promise<ExecutionOutcome> {
    if (!resumed) await context.saveHandle({ run: request.executionId });
    await context.started();
    const { promise, resolve } = Promise.withResolvers<ExecutionOutcome>();
    const run: ScriptedRun = { request, context, resumed, end: resolve };
    runs.push(run);
    for (const wake of waiting) wake();
    waiting = [];
    const stopped = (): void => {
      resolve({ kind: "stopped", reason: context.stop.reason as "timeout" | "cancel", survivors: [] });
    };
    const detached = (): void => {
      resolve({ kind: "detached" });
    };
    if (context.stop.aborted) stopped();
    if (context.detach.aborted) detached();
    context.stop.addEventListener("abort", stopped);
    context.detach.addEventListener("abort", detached);
    const outcome = await behaviour?.(run);
    if (outcome !== undefined) resolve(outcome);
    return promise;
  }

  return {
    runs,
    discarded,
    run: (request, context) => begin(request, context, false),
    resume: (request, _handle: ExecutionHandle, context) => begin(request, context, true),
    discard(_handle, request) {
      discarded.push(request.executionId);
      return Promise.resolve();
    },
    async nth(index) {
      for (;;) {
        const run = runs[index];
        if (run !== undefined) return run;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Ends at once with this exit code, after writing the text. */
export function exitsWith(exitCode: number, output = ""): (run: ScriptedRun) => Promise<ExecutionOutcome> {
  return async ({ context }) => {
    if (output !== "") await context.log.write("stdout", Buffer.from(output));
    return { kind: "exited", exitCode };
  };
}
