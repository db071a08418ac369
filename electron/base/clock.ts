/**
 * The only place that asks the machine for time or sets timers. Everything else is handed a Clock, so that tests can
 * make time pass, jump and go backwards.
 */
export interface Clock {
  /** Wall-clock time, epoch milliseconds. May jump either way. */
  now(): number;
  /** Milliseconds since an arbitrary moment; never goes back. */
  elapsed(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels it. Any delay is accepted, however long. */
  after(delayMs: number, run: () => void): () => void;
}

/** Node's timers hold a delay in 32 bits: anything longer fires at once. */
const longestTimerMs = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout;
    const arm = (remainingMs: number): void => {
      const step = Math.min(Math.max(remainingMs, 0), longestTimerMs);
      timer = setTimeout(() => {
        if (remainingMs > step) arm(remainingMs - step);
        else run();
      }, step);
    };
    arm(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Waits `delayMs`, or rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** Lets everything else that waits have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
