import { join } from "node:path";
import type { DaemonOptions, RunningDaemon } from "../e2e/fixtures/daemon.ts";
import { openReadConnection } from "../electron/store/connection.ts";
import type { EventInput } from "../shared/event.ts";
import { startOwnDaemon } from "./own-daemon.ts";
import type { RunTiming } from "./time-command.ts";

type JobView = Awaited<ReturnType<RunningDaemon["api"]["jobs"]["get"]["query"]>>;

/** Also how long until the container or spool was removed, milliseconds. */
export interface JobTiming extends RunTiming {
  readonly cleanMs: number;
}

/** The real daemon on loopback, and a client that follows its jobs as the page does. */
export interface JobTimer {
  readonly api: RunningDaemon["api"];
  createEvent(event: EventInput): Promise<number>;
  /**
   * Runs an event: the first line counts once its bytes are in this client's hands, the end once this client knows it.
   * Resolves when what the run left has been removed, so that nothing of it meets the next sample.
   * @throws Error when the job does not complete
   */
  time(eventId: number): Promise<JobTiming>;
  close(): Promise<void>;
}

const limitMs = 60_000;
/** How often the database is asked whether a run has been cleaned up, milliseconds. */
const askEveryMs = 2;

export async function openJobTimer(options: DaemonOptions = {}): Promise<JobTimer> {
  const daemon = await startOwnDaemon(options);
  const { api } = daemon;
  const database = openReadConnection(join(daemon.dataDirectory, "cronium.sqlite"));
  const undiscarded = database.prepare("SELECT id FROM executions WHERE job_id = ? AND discarded = 0");

  let changed = Promise.withResolvers<void>();
  const subscription = api.system.changes.subscribe(undefined, {
    onData: () => {
      changed.resolve();
      changed = Promise.withResolvers();
    },
  });

  /** Asks for the job at each change, until it is as wanted. */
  async function untilJob<T>(jobId: string, find: (job: JobView) => T | undefined): Promise<T> {
    for (;;) {
      const next = changed.promise;
      const found = find(await api.jobs.get.query({ id: jobId }));
      if (found !== undefined) return found;
      await next;
    }
  }

  /** Resolves once the first bytes of the script's output have been read. @throws Error when there are none */
  async function untilFirstLine(jobId: string): Promise<void> {
    const executionId = await untilJob(jobId, (job) => job.executions[0]?.id);
    await new Promise<void>((resolve, reject) => {
      const watch = api.logs.watch.subscribe(
        { executionId },
        {
          onData: () => {
            api.logs.read.query({ executionId }).then(({ parts, ended }) => {
              if (parts.some((part) => part.stream === "stdout")) resolve();
              else if (ended) reject(new Error(`job ${jobId} ended without output`));
              else return;
              watch.unsubscribe();
            }, reject);
          },
          onError: reject,
        },
      );
    });
  }

  async function untilClean(jobId: string): Promise<void> {
    while (undiscarded.get(jobId) !== undefined) await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }

  async function time(eventId: number): Promise<JobTiming> {
    const begin = performance.now();
    const since = (): number => performance.now() - begin;
    const { jobId } = await api.events.run.mutate({ id: eventId });
    await untilFirstLine(jobId);
    const firstLineMs = since();
    const job = await untilJob(jobId, (view) => (view.finishedAt === undefined ? undefined : view));
    const endMs = since();
    if (job.status !== "completed") throw new Error(`job ${jobId} is ${job.status}: ${job.failure?.message ?? ""}`);
    await untilClean(jobId);
    return { firstLineMs, endMs, cleanMs: since() };
  }

  return {
    api,
    createEvent: async (event) => (await api.events.create.mutate(event)).id,
    async time(eventId) {
      const overdue = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        overdue.reject(new Error(`a job did not end within ${String(limitMs / 1000)} s`));
      }, limitMs);
      try {
        return await Promise.race([time(eventId), overdue.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      subscription.unsubscribe();
      database.close();
      await daemon.remove();
    },
  };
}
