import { z } from "zod";

/** How the work of an event is spread over several servers. */
export const rollout = z.strictObject({
  /** Servers on which it is under way at once; null: all of them. */
  atOnce: z.int().min(1).max(500).nullable().default(null),
  /** So many servers go first, alone; the others follow once all of these have succeeded. */
  canary: z.int().min(0).max(100).default(0),
  /** Once it has failed on so many servers, it is begun on no more; null: on all, whatever happens. */
  stopAfterFailures: z.int().min(1).max(500).nullable().default(null),
  /** Time between the end of one wave of `atOnce` servers and the next, milliseconds; 0 and no waves: each that ends makes room for one. */
  pauseMs: z
    .int()
    .min(0)
    .max(24 * 3_600_000)
    .default(0),
});
export type Rollout = z.output<typeof rollout>;

/** On all servers at once, whatever happens on any. */
export const usualRollout: Rollout = { atOnce: null, canary: 0, stopAfterFailures: null, pauseMs: 0 };
