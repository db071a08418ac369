import { lastInstantMs } from "../../shared/instant.ts";

/** The engine answers for instants in 1970–2100, epoch seconds: from the first included to the second excluded. */
export const firstSecond = 0;
export const endSecond = (lastInstantMs + 1) / 1000;

/** Whether the engine answers for an instant in epoch milliseconds. */
export function isWithinRange(instantMs: number): boolean {
  return instantMs >= firstSecond * 1000 && instantMs < endSecond * 1000;
}

/** The first whole second after an instant in epoch milliseconds, no earlier than the range. */
export function secondAfter(afterMs: number): number {
  return Math.max(Math.floor(afterMs / 1000) + 1, firstSecond);
}

/** The last whole second before an instant in epoch milliseconds, no later than the range. */
export function secondBefore(beforeMs: number): number {
  return Math.min(Math.ceil(beforeMs / 1000), endSecond) - 1;
}
