import { isDiskTrouble } from "../store/connection.ts";
import type { JobRow } from "../store/tables.ts";
import { prepareJobEnd, type JobEndHook } from "./job-end.ts";
import type { AttemptParts } from "./run-attempt.ts";
import { settleJob } from "./settle.ts";

/**
 * Brings a job to a person that the program cannot carry through, rather than let it be “running” for ever. What it
 * started, if anything, is ended and closed by the next look of `reconcile`. Where the very things that follow from its
 * end cannot be written, it ends without them.
 * @param error what came of trying
 * @returns false when its lease was lost meanwhile
 */
export async function giveUpOn(parts: AttemptParts, job: JobRow, error: unknown): Promise<boolean> {
  const { store, clock, owner, hooks, changes, logger } = parts;
  const words = error instanceof Error ? error.message : String(error);
  const message = `The program could not carry it through, however often it tried: ${words}`;
  const now = clock.now();
  const settlement = {
    status: "needs_attention",
    exitCode: undefined,
    failure: { reason: "internal", message },
    retry: false,
  } as const;
  const settle = (following: readonly JobEndHook[]): Promise<boolean> =>
    settleJob(store.write, { job, owner, settlement, retryAt: now, now }, following);
  let settled: boolean;
  try {
    await prepareJobEnd(hooks, job.event_id);
    settled = await settle(hooks);
  } catch (refusal) {
    if (isDiskTrouble(refusal)) throw refusal;
    logger.error(
      { error: refusal, job: job.id },
      "what follows from the end of a job cannot be written; it ends without",
    );
    settled = await settle([]);
  }
  changes.announce({ noun: "job", id: job.id });
  changes.announce({ noun: "event", id: job.event_id });
  return settled;
}
