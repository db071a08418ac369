import type { Clock } from "../../base/clock.ts";

/** The promise's value, or undefined when it takes longer than `limitMs`. */
export async function within<T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: limit, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.after(limitMs, () => {
    resolve(undefined);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    cancel();
  }
}

/** Resolves when `signal` aborts; never, once `over` has aborted first. */
export function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    signal.addEventListener(
      "abort",
      () => {
        resolve();
      },
      { once: true, signal: over },
    );
  });
}
