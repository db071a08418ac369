import type { TestHost } from "./open-test-host.ts";

/** Looks at most so often: a job that has not ended by then never will. */
const mostLooks = 300;

/** Lets time pass until a job has ended. @throws Error when it does not */
export async function finishedJob(
  host: TestHost,
  jobId: string,
): Promise<Awaited<ReturnType<TestHost["api"]["jobs"]["get"]>>> {
  for (let look = 0; look < mostLooks; look++) {
    const job = await host.api.jobs.get({ id: jobId });
    if (job.finishedAt !== undefined) return job;
    await host.clock.advance(100);
  }
  throw new Error(`job ${jobId} does not end`);
}
