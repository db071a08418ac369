import { repeatableMethods } from "../../../shared/http-request.ts";
import type { Clock } from "../../base/clock.ts";
import type { ExecutionHandle, ExecutionOutcome, Executor, HttpExecutionRequest, StopReason } from "../executor.ts";
import { fillRequest } from "./fill-request.ts";
import { HttpFailure } from "./http-failure.ts";
import { performRequest, type HttpExecutorChoices } from "./perform-request.ts";

/** How long a request that must not be sent twice is waited for when the program leaves, milliseconds. */
const leaveWithinMs = 3_000;

/**
 * Makes the requests of HTTP_REQUEST events from this computer, without any process. A request that an earlier process
 * had begun is made anew where its method allows that, or its event says that a key keeps it from being done twice;
 * otherwise nobody can say what became of it.
 */
export function createHttpExecutor(choices: HttpExecutorChoices): Executor<HttpExecutionRequest> {
  return {
    async run(request, context) {
      const filled = tryTo(() => fillRequest(request));
      if (filled instanceof HttpFailure) return failed(filled);
      const { stop, detach } = context;
      if (stop.aborted) return stopped(stop.reason);
      const isRepeatable = mayRepeat(request);
      await context.saveHandle({ executor: "http", method: filled.method, isRepeatable });
      await context.started();
      const leave = leaveSignal(choices.clock, detach, isRepeatable);
      try {
        const signal = AbortSignal.any([stop, leave.signal]);
        await performRequest(request, filled, { ...choices, context, signal });
        return { kind: "exited", exitCode: 0 };
      } catch (error) {
        if (stop.aborted) return stopped(stop.reason);
        if (leave.signal.aborted) return { kind: "detached" };
        if (error instanceof HttpFailure) return failed(error);
        throw error;
      } finally {
        leave.cancel();
      }
    },
    resume(request, handle: ExecutionHandle) {
      if (handle["isRepeatable"] === true) {
        return Promise.resolve({
          kind: "failed",
          failure: { reason: "lost", message: "The program ended while it was under way; it may be made anew" },
        } satisfies ExecutionOutcome);
      }
      const message = `The program ended while the ${request.http.method} was under way: whether it arrived is not known`;
      return Promise.resolve({ kind: "unknown", message } satisfies ExecutionOutcome);
    },
    discard: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function mayRepeat({ http }: HttpExecutionRequest): boolean {
  return http.idempotencyKey || repeatableMethods.includes(http.method);
}

function tryTo<T>(work: () => T): T | HttpFailure {
  try {
    return work();
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

function failed({ reason, message, retryAfterMs }: HttpFailure): ExecutionOutcome {
  return { kind: "failed", failure: { reason, message }, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function stopped(reason: unknown): ExecutionOutcome {
  return { kind: "stopped", reason: reason === "timeout" ? "timeout" : ("cancel" satisfies StopReason), survivors: [] };
}

/** Aborts when the program leaves: at once, or after the answer was waited for. */
function leaveSignal(
  clock: Clock,
  detach: AbortSignal,
  isRepeatable: boolean,
): { readonly signal: AbortSignal; cancel(): void } {
  const controller = new AbortController();
  let cancelTimer = (): void => undefined;
  const leave = (): void => {
    cancelTimer = clock.after(isRepeatable ? 0 : leaveWithinMs, () => controller.abort());
  };
  if (detach.aborted) leave();
  else detach.addEventListener("abort", leave, { once: true });
  return {
    signal: controller.signal,
    cancel() {
      cancelTimer();
      detach.removeEventListener("abort", leave);
    },
  };
}
