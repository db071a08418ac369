import { eachDue, type CompiledSchedule } from "./due.ts";

/** Due instants of two schedules beside each other, epoch milliseconds, ascending. */
export interface InstantComparison {
  readonly kept: readonly number[];
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** False when there were more than could be listed. */
  readonly complete: boolean;
}

const mostListed = 500;
/** When one list is full the others go on, up to so many instants in all. */
const mostExamined = 20_000;

/** Which due instants in [fromMs, untilMs) two schedules have in common, and which only one of them has. */
export function compareInstants(
  before: CompiledSchedule | undefined,
  after: CompiledSchedule,
  fromMs: number,
  untilMs: number,
): InstantComparison {
  const kept: number[] = [];
  const added: number[] = [];
  const removed: number[] = [];
  const old = before === undefined ? [][Symbol.iterator]() : eachDue(before, fromMs - 1, untilMs - 1);
  const fresh = eachDue(after, fromMs - 1, untilMs - 1);
  let complete = true;
  const list = (into: number[], instant: number): void => {
    if (into.length < mostListed) into.push(instant);
    else complete = false;
  };
  let left = nextOf(old);
  let right = nextOf(fresh);
  for (let examined = 0; left !== Infinity || right !== Infinity; examined++) {
    if (examined === mostExamined) return { kept, added, removed, complete: false };
    if (left === right) {
      list(kept, left);
      left = nextOf(old);
      right = nextOf(fresh);
    } else if (right < left) {
      list(added, right);
      right = nextOf(fresh);
    } else {
      list(removed, left);
      left = nextOf(old);
    }
  }
  return { kept, added, removed, complete };
}

function nextOf(instants: Iterator<number, void>): number {
  const step = instants.next();
  return step.done === true ? Infinity : step.value;
}
