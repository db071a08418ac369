import type { Clock } from "./clock.ts";

/** Thrown when an effect did not finish in the time it was given. */
export class DeadlineError extends Error {
  constructor(what: string, afterMs: number) {
    super(`${what} did not answer within ${String(afterMs / 1000)} s`);
    this.name = "DeadlineError";
  }
}

/**
 * Gives `work` at most `limitMs`. The work itself is told through its signal, so that it can clean up.
 * @throws DeadlineError when the time is over first
 */
export async function withDeadline<T>(
  clock: Clock,
  limitMs: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(limitMs, () => {
      const error = new DeadlineError(what, limitMs);
      controller.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([work(controller.signal), expiry]);
  } finally {
    cancel();
  }
}
