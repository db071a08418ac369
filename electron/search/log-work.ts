import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { CroniumError, type ErrorDetails } from "../../shared/errors.ts";
import type { LogTaskKind, LogTasks } from "./log-task.ts";
import { createThreadEnd, keepOut } from "./thread-end.ts";

/** Looks into log files while others go on. */
export interface LogWork {
  /**
   * Does a task in a thread of its own, which ends with it, or in its middle when `signal` aborts.
   * @throws CroniumError as the task does, or the signal's reason
   */
  run<Kind extends LogTaskKind>(
    kind: Kind,
    input: LogTasks[Kind]["input"],
    options?: { readonly signal?: AbortSignal | undefined; readonly step?: (step: LogTasks[Kind]["step"]) => void },
  ): Promise<LogTasks[Kind]["answer"]>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** The thread's program lies beside this file, as source or as built. */
const program = join(import.meta.dirname, `log-worker${extname(import.meta.filename)}`);
/** So many at once; more wait for their turn. */
const mostThreads = 4;
/** What a thread may keep of what it read, MiB: a block, a line in pieces, and matches. */
const memoryMb = 512;

type Message = { readonly step: never } | { readonly answer: never } | { readonly failed: ErrorDetails };

export function createLogWork(): LogWork {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (busy++ < mostThreads) return;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const go = (): void => {
      resolve(undefined);
    };
    const abort = (): void => {
      const at = waiting.indexOf(go);
      if (at === -1) return;
      waiting.splice(at, 1);
      busy--;
      reject(signal.reason as Error);
    };
    waiting.push(go);
    signal.addEventListener("abort", abort, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  function end(): void {
    busy--;
    waiting.shift()?.();
  }

  return {
    async run(kind, input, { signal, step } = {}) {
      const either = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      await turn(either);
      const work = inThread({ kind, input }, either, (given) => step?.(given as never)).finally(end);
      running.add(work);
      void work.catch(() => undefined).finally(() => running.delete(work));
      return (await work) as never;
    },
    async close() {
      closing.abort(new CroniumError("unavailable", "Cronium is stopping"));
      await Promise.allSettled(running);
    },
  };
}

async function inThread(data: object, signal: AbortSignal, step: (step: unknown) => void): Promise<unknown> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const end = createThreadEnd();
  const worker = new Worker(program, {
    workerData: { ...data, end },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const abort = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener("abort", abort, { once: true });
  worker.on("message", (message: Message) => {
    if (signal.aborted) return;
    if ("step" in message) step(message.step);
    else if ("answer" in message) resolve(message.answer);
    else reject(fromDetails(message.failed));
  });
  worker.once("error", reject);
  worker.once("exit", (status) => {
    reject(new Error(`the thread that looked into logs ended without an answer, with ${String(status)}`));
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", abort);
    await keepOut(end);
    await worker.terminate();
  }
}

function fromDetails({ code, message, remedy, field }: ErrorDetails): CroniumError {
  return new CroniumError(code, message, {
    ...(remedy === undefined ? {} : { remedy }),
    ...(field === undefined ? {} : { field }),
  });
}
