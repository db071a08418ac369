/** Lets a few in at a time, in the order they came. */
export interface StartLimit {
  /**
   * Resolves with the way out once there is room. Call it exactly once.
   * @throws the signal's reason when it aborts while waiting
   */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createStartLimit(places: number): StartLimit {
  let free = places;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    enter(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        if (free > 0) {
          free -= 1;
          resolve(leave);
          return;
        }
        const admit = (): void => {
          signal.removeEventListener("abort", abort);
          resolve(leave);
        };
        const abort = (): void => {
          waiting.splice(waiting.indexOf(admit), 1);
          reject(signal.reason as Error);
        };
        waiting.push(admit);
        signal.addEventListener("abort", abort, { once: true });
      });
    },
  };
}
