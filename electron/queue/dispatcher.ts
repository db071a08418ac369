import { sleep } from "../base/clock.ts";
import type { JobRow } from "../store/tables.ts";
import { claimJobs, heldJobs, nextAvailableAt, renewEveryMs, renewLeases, takeOver } from "./claim.ts";
import { runAttempt, type AttemptParts } from "./run-attempt.ts";

/** The queue is looked at this often even if nobody says that something is new, milliseconds. */
const pollEveryMs = 30_000;

/** A job whose bookkeeping failed (a full disk, say) is not taken up again at once, milliseconds. */
const retakeAfterMs = 2_000;

export interface DispatcherOptions extends AttemptParts {
  /** How many jobs may be under way at once; read before every claim. */
  readonly concurrency: () => Promise<number>;
}

/** Claims waiting jobs and carries them to their end. */
export interface Dispatcher {
  /** Takes up what an earlier process left, then begins to claim. */
  start(): Promise<void>;
  /** Something may be waiting: look now. Only a hint, looking at intervals is the truth. */
  wake(): void;
  /** Ends a job under way here; the request itself is in the database already. */
  cancel(jobId: string): void;
  readonly running: number;
  /** Resolves when nothing is under way and nothing waits for its time to come. */
  idle(): Promise<void>;
  /** Stops claiming and leaves running executions to themselves. */
  stop(): Promise<void>;
}

interface Flight {
  readonly cancel: AbortController;
  readonly done: Promise<void>;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, clock, owner, logger, changes } = options;
  const flights = new Map<string, Flight>();
  const detach = new AbortController();
  let cancelPoll = (): void => undefined;
  let cancelRenewal = (): void => undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  function launch(job: JobRow): void {
    const cancel = new AbortController();
    if (job.cancel_requested_at !== null) cancel.abort();
    const done = runAttempt(options, job, { cancel: cancel.signal, detach: detach.signal, roomMade: wake })
      .then(() => undefined)
      .catch(async (error: unknown) => {
        logger.error({ error, job: job.id }, "an attempt could not be carried through; it is taken up again");
        await sleep(clock, retakeAfterMs, detach.signal).catch(() => undefined);
      })
      .finally(() => {
        flights.delete(job.id);
        wake();
      });
    flights.set(job.id, { cancel, done });
  }

  /**
   * Whatever the database holds as claimed or running and nobody here works on belongs to nobody: take it up. Whatever
   * is to be cancelled by it is stopped, whoever asked for that.
   */
  async function adopt(): Promise<void> {
    for (const job of await heldJobs(store.write)) {
      const flight = flights.get(job.id);
      if (flight !== undefined) {
        if (job.cancel_requested_at !== null) flight.cancel.abort();
        continue;
      }
      if (await takeOver(store.write, job, owner, clock.now())) {
        logger.info({ job: job.id, from: job.lease_owner }, "taking up a job that was left");
        launch(job);
        changes.announce({ noun: "job", id: job.id });
      }
    }
  }

  async function lookOnce(): Promise<void> {
    await adopt();
    const room = (await options.concurrency()) - flights.size;
    const now = clock.now();
    if (room > 0) for (const job of await claimJobs(store.write, owner, now, room)) launch(job);
    const next = await nextAvailableAt(store.write, now);
    // Those whose time has come and who were not claimed wait for the end of a job, which wakes us.
    const delay = next === undefined ? pollEveryMs : Math.min(next - now, pollEveryMs);
    cancelPoll();
    if (!detach.signal.aborted) cancelPoll = clock.after(delay, wake);
  }

  async function look(): Promise<void> {
    do {
      lookAgain = false;
      try {
        await lookOnce();
      } catch (error) {
        logger.error({ error }, "the queue could not be read; trying again shortly");
        cancelPoll();
        if (!detach.signal.aborted) cancelPoll = clock.after(1_000, wake);
      }
    } while (isAskedAgain() && !detach.signal.aborted);
    looking = undefined;
  }

  function isAskedAgain(): boolean {
    return lookAgain;
  }

  function wake(): void {
    if (detach.signal.aborted) return;
    lookAgain = true;
    looking ??= look();
  }

  function renew(): void {
    cancelRenewal = clock.after(renewEveryMs, () => {
      renewLeases(store.write, owner, clock.now()).catch((error: unknown) => {
        logger.error({ error }, "leases could not be renewed");
      });
      renew();
    });
  }

  return {
    async start() {
      renew();
      wake();
      await looking;
    },
    wake,
    cancel(jobId) {
      flights.get(jobId)?.cancel.abort();
      wake();
    },
    get running() {
      return flights.size;
    },
    async idle() {
      while (looking !== undefined || flights.size > 0) {
        await looking;
        await Promise.race([...flights.values()].map((flight) => flight.done));
      }
    },
    async stop() {
      detach.abort();
      cancelPoll();
      cancelRenewal();
      await looking;
      await Promise.all([...flights.values()].map((flight) => flight.done));
    },
  };
}
