import { useSyncExternalStore } from "react";

/** How often what depends on the time is looked at again, milliseconds. */
const tickMs = 1_000;

/** The instant now, epoch milliseconds. The one place of the interface that reads the clock. */
export function nowMs(): number {
  return Date.now();
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * A value that follows the clock; the component renders again only when the value has changed.
 * @param read makes a primitive value (a text, a number) of the instant now
 */
export function useClocked<Value extends string | number | boolean | undefined>(read: (now: number) => Value): Value {
  return useSyncExternalStore(subscribe, () => read(nowMs()));
}

/** The instant now, rounded down to `stepMs`: changes that often. Epoch milliseconds. */
export function useNow(stepMs: number = tickMs): number {
  return useClocked((now) => now - (now % stepMs));
}
