import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";

/** A script may change a variable a thousand times a second; nobody looks more often than this, milliseconds. */
const restMs = 250;

/** Tells of changed variables: at once, and while changes go on again and again, now and then. */
export function createChangeNotes(
  clock: Clock,
  feed: ChangeFeed,
): { readonly changed: (keys: readonly string[]) => void } {
  const waiting = new Set<string>();
  let isResting = false;

  function tell(): void {
    isResting = waiting.size > 0;
    if (!isResting) return;
    for (const id of waiting) feed.announce({ noun: "variable", id });
    waiting.clear();
    clock.after(restMs, tell);
  }

  return {
    changed(keys) {
      for (const key of keys) waiting.add(key);
      if (!isResting) tell();
    },
  };
}
