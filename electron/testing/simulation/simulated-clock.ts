import type { Clock } from "../../base/clock.ts";

/** A clock that a simulation moves. Unlike a computer's it tells apart the three kinds of passing time. */
export interface SimulatedClock extends Clock {
  /** Time that has really passed, sleep and stops included, milliseconds since the start. */
  readonly passedMs: number;
  /** When the next timer fires, as elapsed milliseconds; infinite when none is set. */
  readonly nextTimerAt: number;
  /** Wall clock and timers move on; nothing is called. */
  pass(milliseconds: number): void;
  /** The same, but timers keep their distance: idle turns in between are left out. */
  passQuietly(milliseconds: number): void;
  /** The wall clock moves on, timers stand still. */
  sleep(milliseconds: number): void;
  /** The wall clock is set; no time passes. */
  step(milliseconds: number): void;
  /** Calls the earliest timer that has come due. @returns false when there is none */
  fireNext(): boolean;
  /** The process that set them is gone. */
  forgetTimers(): void;
}

interface Timer {
  at: number;
  readonly run: () => void;
}

/** @param startMs epoch milliseconds */
export function createSimulatedClock(startMs: number): SimulatedClock {
  let wall = startMs;
  let elapsed = 0;
  let passed = 0;
  const timers = new Set<Timer>();

  function earliest(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
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
    get passedMs() {
      return passed;
    },
    get nextTimerAt() {
      return earliest()?.at ?? Infinity;
    },
    pass(milliseconds) {
      wall += milliseconds;
      elapsed += milliseconds;
      passed += milliseconds;
    },
    passQuietly(milliseconds) {
      this.pass(milliseconds);
      for (const timer of timers) timer.at += milliseconds;
    },
    sleep(milliseconds) {
      wall += milliseconds;
      passed += milliseconds;
    },
    step(milliseconds) {
      wall += milliseconds;
    },
    fireNext() {
      const timer = earliest();
      if (timer === undefined || timer.at > elapsed) return false;
      timers.delete(timer);
      timer.run();
      return true;
    },
    forgetTimers() {
      timers.clear();
    },
  };
}
