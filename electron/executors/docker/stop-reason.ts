import type { ExecutionContext, StopReason } from "../executor.ts";

/** Why a run is to end, once it is. */
export function stopReasonOf({ stop }: ExecutionContext): StopReason | undefined {
  return stop.aborted ? (stop.reason as StopReason) : undefined;
}
