import type { Clock } from "../base/clock.ts";

export interface FakeClock extends Clock {
  /** Lets time pass, firing what comes due on the way, in order; waits for what each timer sets off. */
  advance(milliseconds: number): Promise<void>;
  /** Steps the wall clock alone, either way, as a correction or a time-zone-blind user would. */
  step(milliseconds: number): void;
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** So many turns of the event loop in a row without a file operation under way count as quiet. */
const quietTurns = 8;

/** A clock that stands still until it is told to move. `startMs` is epoch milliseconds. */
export function createFakeClock(startMs: number): FakeClock {
  let wall = startMs;
  let elapsed = 0;
  const timers = new Set<Timer>();

  /** Database calls settle in promises, but files are read and written by threads: wait until none are at it. */
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (process.getActiveResourcesInfo().some((resource) => /^(FSReq|CloseReq)/.test(resource))) quiet = 0;
    }
  }

  return {
    now: () => wall,
    elapsed: () => elapsed,
    after(delayMs, run) {
      const timer = { at: elapsed + Math.max(0, delayMs), run };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    async advance(milliseconds) {
      const until = elapsed + milliseconds;
      await settle();
      for (;;) {
        const next = [...timers].filter((timer) => timer.at <= until).sort((left, right) => left.at - right.at)[0];
        if (next === undefined) break;
        timers.delete(next);
        wall += next.at - elapsed;
        elapsed = next.at;
        next.run();
        await settle();
      }
      wall += until - elapsed;
      elapsed = until;
      await settle();
    },
    step(milliseconds) {
      wall += milliseconds;
    },
    get pending() {
      return timers.size;
    },
  };
}
