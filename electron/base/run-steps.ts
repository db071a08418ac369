import { nextTurn, type Clock } from "./clock.ts";

/** Long enough that pauses cost nothing, short enough that nobody notices them, milliseconds. */
const longestTurnMs = 10;

/** Does long work that pauses after each small step, and lets others have their turn in between. */
export async function runSteps<Result>(clock: Clock, steps: Generator<void, Result, void>): Promise<Result> {
  let since = clock.elapsed();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (clock.elapsed() - since < longestTurnMs) continue;
    await nextTurn();
    since = clock.elapsed();
  }
}
