import { collectUsage, type UsageCollection, type UsageHistory } from "../../shared/usage-history.ts";

/** What the executions that run now have used, newer than what is stored of them. */
export interface UsageBook {
  open(executionId: string, earlier: UsageHistory | undefined): UsageCollection;
  close(executionId: string): void;
  /** Undefined when it does not run here, or nothing was sampled yet. */
  read(executionId: string): UsageHistory | undefined;
}

export function createUsageBook(): UsageBook {
  const running = new Map<string, UsageCollection>();
  return {
    open(executionId, earlier) {
      const collection = collectUsage(earlier);
      running.set(executionId, collection);
      return collection;
    },
    close(executionId) {
      running.delete(executionId);
    },
    read: (executionId) => running.get(executionId)?.history(),
  };
}
