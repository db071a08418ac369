import { sleep } from "../base/clock.ts";
import { isDiskTrouble } from "../store/connection.ts";
import type { JobRow } from "../store/tables.ts";
import { precedence } from "./ageing.ts";
import { claimJobs, heldJobs, nextAvailableAt, renewEveryMs, renewLeases, takeOver } from "./claim.ts";
import { keepRoomAfterMs } from "./claim-within-limits.ts";
import { giveUpOn } from "./give-up.ts";
import { runAttempt, type AttemptParts } from "./run-attempt.ts";

/** The queue is looked at this often even if nobody says that something is new, milliseconds. */
const pollEveryMs = 30_000;

/** A job whose bookkeeping failed (a full disk, say) is not taken up again at once, milliseconds. */
const retakeAfterMs = 2_000;

/** An attempt whose bookkeeping failed so often in a row, for another reason than the disk, is brought to a person. */
const bookkeepingTries = 5;

export interface DispatcherOptions extends AttemptParts {
  /** How many jobs may be under way at once; read before every claim. */
  readonly concurrency: () => Promise<number>;
  /** A job that nobody here worked on was taken up. */
  readonly tookUp?: (job: JobRow) => void;
  /** A job waits as the vault is closed; told at every look that finds one. */
  readonly waitsForVault?: () => void;
  /** A job was brought to a person, as it cannot be carried through. */
  readonly gaveUp?: (job: JobRow) => void;
}

/** Claims waiting jobs and carries them to their end. */
export interface Dispatcher {
  /** Takes up what an earlier process left, then begins to claim. */
  start(): Promise<void>;
  /** Something may be waiting: look now. Only a hint, looking at intervals is the truth. */
  wake(): void;
  /** Looks now, and resolves once that is done. */
  look(): Promise<void>;
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
  readonly job: JobRow;
  /** Nothing of it is under way, as all that is left waits: it takes up no place. */
  isWaiting: boolean;
  /** It has waited, and would go on: called once it has a place again. */
  goOn?: (() => void) | undefined;
  /** Servers on which more of it would begin if they had room, and since when it has waited for that. */
  lacking?: { readonly serverIds: readonly number[]; readonly since: number } | undefined;
}

function comesBefore({ job: left }: Flight, { job: right }: Flight): number {
  const [one, other] = [left, right].map((job) =>
    precedence({ availableAt: job.available_at, priority: job.priority }),
  ) as [number, number];
  return one - other || left.queued_at - right.queued_at;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, clock, owner, logger, changes, vault } = options;
  const flights = new Map<string, Flight>();
  /** Of all flights, also those whose job has a later attempt by now. */
  const ends = new Set<Promise<void>>();
  const failures = new Map<string, number>();
  const detach = new AbortController();
  let cancelPoll = (): void => undefined;
  let cancelRenewal = (): void => undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let unlisten = (): void => undefined;

  function launch(job: JobRow): void {
    const cancel = new AbortController();
    if (job.cancel_requested_at !== null) cancel.abort();
    const flight: Flight = { job, cancel, isWaiting: false };
    const waits = (isWaiting: boolean): void => {
      if (isWaiting && !flight.isWaiting) wake();
      flight.isWaiting = isWaiting;
    };
    const lacksRoom = (serverIds: readonly number[]): void => {
      const since = flight.lacking?.since ?? clock.now();
      flight.lacking = serverIds.length === 0 ? undefined : { serverIds, since };
    };
    const place = async (): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const goOn = (): void => {
        flight.goOn = undefined;
        flight.isWaiting = false;
        resolve(undefined);
      };
      flight.goOn = goOn;
      // What is to be stopped needs no place for that.
      for (const signal of [cancel.signal, detach.signal]) signal.addEventListener("abort", goOn, { once: true });
      if (cancel.signal.aborted || detach.signal.aborted) goOn();
      else wake();
      await promise;
      for (const signal of [cancel.signal, detach.signal]) signal.removeEventListener("abort", goOn);
    };
    const signals = { cancel: cancel.signal, detach: detach.signal, roomMade: wake, waits, place, lacksRoom };
    const done = runAttempt(options, job, signals)
      .then(() => {
        failures.delete(job.id);
      })
      .catch((error: unknown) => retakeLater(job, error))
      .finally(() => {
        // By now its next attempt may be under way: what is cleaned up after the one before takes time.
        if (flights.get(job.id) === flight) flights.delete(job.id);
        ends.delete(done);
        wake();
      });
    flights.set(job.id, flight);
    ends.add(done);
  }

  /** What failed for want of a disk is tried for ever; what fails for another reason would fail for ever. */
  async function retakeLater(job: JobRow, error: unknown): Promise<void> {
    logger.error({ error, job: job.id }, "an attempt could not be carried through; it is taken up again");
    if (isDiskTrouble(error)) failures.delete(job.id);
    else failures.set(job.id, (failures.get(job.id) ?? 0) + 1);
    try {
      if ((failures.get(job.id) ?? 0) >= bookkeepingTries && (await giveUpOn(options, job, error))) {
        failures.delete(job.id);
        options.gaveUp?.(job);
        return;
      }
    } catch (another) {
      logger.error({ error: another, job: job.id }, "a job could not be brought to a person either");
    }
    await sleep(clock, retakeAfterMs, detach.signal).catch(() => undefined);
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
        if (job.lease_owner !== owner) options.tookUp?.(job);
        changes.announce({ noun: "job", id: job.id });
      }
    }
  }

  /** Servers that jobs under way have waited for so long that their room is kept. */
  function keptFor(now: number): readonly number[] {
    const lacking = [...flights.values()].flatMap((flight) => flight.lacking ?? []);
    return lacking.flatMap(({ serverIds, since }) => (now - since >= keepRoomAfterMs ? serverIds : []));
  }

  /**
   * Gives what has waited inside its run a place again while there is one, before anything else begins: in the order in
   * which the queue would. @returns how many more may be under way
   */
  function givePlaces(concurrency: number): number {
    let room = concurrency - [...flights.values()].filter(({ isWaiting }) => !isWaiting).length;
    const ready = [...flights.values()].filter((flight) => flight.goOn !== undefined).sort(comesBefore);
    for (const flight of ready.slice(0, Math.max(0, room))) {
      flight.goOn?.();
      room -= 1;
    }
    return room;
  }

  /** A keychain may answer again without anybody telling us. */
  function waitsForVault(): void {
    options.waitsForVault?.();
    void vault.lookAgain();
  }

  async function lookOnce(): Promise<void> {
    await adopt();
    const concurrency = await options.concurrency();
    const now = clock.now();
    if (detach.signal.aborted) return;
    const room = givePlaces(concurrency);
    const around = { keptFor: keptFor(now), vault: vault.state, waitsForVault };
    if (vault.state === "none" && [...flights.values()].some(({ isWaiting }) => isWaiting)) void vault.lookAgain();
    const claimed = room > 0 ? await claimJobs(store.write, owner, now, room, around) : [];
    for (const job of claimed) if (!isLeaving()) launch(job);
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

  /** What was claimed by then is taken up by the next process. */
  function isLeaving(): boolean {
    return detach.signal.aborted;
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
      // The vault may have been opened.
      unlisten = changes.listen(({ change }) => {
        if (change.noun === "system") wake();
      });
      renew();
      wake();
      await looking;
    },
    wake,
    async look() {
      wake();
      await looking;
    },
    cancel(jobId) {
      flights.get(jobId)?.cancel.abort();
      wake();
    },
    get running() {
      return flights.size;
    },
    async idle() {
      while (looking !== undefined || ends.size > 0) {
        await looking;
        await Promise.race(ends);
      }
    },
    async stop() {
      detach.abort();
      unlisten();
      cancelPoll();
      cancelRenewal();
      await looking;
      await Promise.all(ends);
    },
  };
}
