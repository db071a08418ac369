import type { LogGrowth } from "../../shared/log.ts";

/** Tells readers that a log has grown or ended. Only a hint: what is in the file is the truth. */
export interface LogGrowthFeed {
  grown(executionId: string, size: number): void;
  ended(executionId: string): void;
  /** Calls back at each growth and at the end; the returned function ends it. */
  listen(executionId: string, listener: (growth: LogGrowth) => void): () => void;
}

export function createLogGrowthFeed(): LogGrowthFeed {
  const listeners = new Map<string, Set<(growth: LogGrowth) => void>>();
  const sizes = new Map<string, number>();

  function announce(executionId: string, ended: boolean): void {
    const growth = { size: sizes.get(executionId) ?? 0, ended };
    for (const listener of listeners.get(executionId) ?? []) listener(growth);
  }

  return {
    grown(executionId, size) {
      sizes.set(executionId, size);
      announce(executionId, false);
    },
    ended(executionId) {
      announce(executionId, true);
      sizes.delete(executionId);
    },
    listen(executionId, listener) {
      const own = listeners.get(executionId) ?? new Set();
      listeners.set(executionId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(executionId);
      };
    },
  };
}
