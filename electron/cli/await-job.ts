import { unfinishedJobStatuses } from "../../shared/words.ts";
import { createWakeUp } from "../api/wake-up.ts";
import type { JobDetails } from "./answers.ts";
import type { Client } from "./connect.ts";

export function isUnfinished({ status }: Pick<JobDetails, "status">): boolean {
  return (unfinishedJobStatuses as readonly string[]).includes(status);
}

/**
 * Follows a job: calls `look` with it now and whenever it has changed, until `look` says it has seen enough.
 * @returns the job as it was then, or undefined when `signal` aborted first
 */
export async function watchJob(
  client: Client,
  id: string,
  signal: AbortSignal,
  look: (job: JobDetails) => boolean,
): Promise<JobDetails | undefined> {
  const wakeUp = createWakeUp();
  let failure: unknown;
  const watch = client.system.changes.subscribe(undefined, {
    onData: ({ data }) => {
      if (data.kind === "reset" || (data.change.noun === "job" && (data.change.id ?? id) === id)) wakeUp.wake();
      if (data.kind === "change" && data.change.noun === "execution") wakeUp.wake();
    },
    onError: (error) => {
      failure = error;
      wakeUp.wake();
    },
  });
  try {
    while (!signal.aborted) {
      const job = await client.jobs.get.query({ id });
      if (look(job)) return job;
      await wakeUp.wait(signal);
      if (failure !== undefined) throw failure as Error;
    }
    return undefined;
  } finally {
    watch.unsubscribe();
  }
}
