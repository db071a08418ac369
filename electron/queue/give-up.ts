import type { JobRow } from "../store/tables.ts";
import { prepareJobEnd } from "./job-end.ts";
import type { AttemptParts } from "./run-attempt.ts";
import { settleJob } from "./settle.ts";

/**
 * Brings a job to a person that the program cannot carry through, rather than let it be “running” for ever. What it
 * started, if anything, is ended and closed by the next look of `reconcile`.
 * @param error what came of trying
 * @returns false when its lease was lost meanwhile
 */
export async function giveUpOn(parts: AttemptParts, job: JobRow, error: unknown): Promise<boolean> {
  const { store, clock, owner, hooks, changes } = parts;
  const words = error instanceof Error ? error.message : String(error);
  const message = `The program could not carry it through, however often it tried: ${words}`;
  await prepareJobEnd(hooks, job.event_id);
  const now = clock.now();
  const settlement = {
    status: "needs_attention",
    exitCode: undefined,
    failure: { reason: "internal", message },
    retry: false,
  } as const;
  const settled = await settleJob(store.write, { job, owner, settlement, retryAt: now, now }, hooks);
  changes.announce({ noun: "job", id: job.id });
  changes.announce({ noun: "event", id: job.event_id });
  return settled;
}
