import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { dueSchedules, nextDueSchedule } from "../store/schedules.ts";
import type { Store } from "../store/store.ts";
import { accountForSchedule, type LedgerParts } from "./ledger.ts";

/** Never sleeps longer: a stepped clock or a resumed computer is noticed within this time, milliseconds. */
const longestSleepMs = 15_000;
/** Schedules accounted for in one commit. */
const schedulesPerCommit = 100;

export interface TickerOptions extends LedgerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  /** Jobs were queued: the dispatcher should look. */
  readonly queued: () => void;
  /** This unfinished job was replaced and is to be stopped. */
  readonly replaced: (jobId: string) => void;
}

export interface SchedulerState {
  readonly lastTickAt: number | undefined;
  /** How late the latest tick was against the oldest instant it found due, milliseconds. */
  readonly lagMs: number;
  /** Set while ticks fail: what went wrong, since when. Epoch milliseconds. */
  readonly problem: { readonly since: number; readonly message: string } | undefined;
}

/**
 * The one timer of the program's schedules. Each tick accounts for everything due since the last one, whether that
 * was a second ago or the computer slept for a week.
 */
export interface Ticker {
  start(): Promise<void>;
  /** Schedules have changed, or the clock may have: look now. */
  wake(): Promise<void>;
  readonly state: SchedulerState;
  stop(): Promise<void>;
}

export function createTicker(options: TickerOptions): Ticker {
  const { store, clock, logger, changes } = options;
  let cancelTimer = (): void => undefined;
  let ticking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let state: SchedulerState = { lastTickAt: undefined, lagMs: 0, problem: undefined };

  /** @returns true when there was more than one commit's worth */
  async function tickOnce(): Promise<boolean> {
    const now = clock.now();
    const schedules = await dueSchedules(store.write, now, schedulesPerCommit);
    const turns = await store.write.transaction().execute(async (transaction) => {
      const done = [];
      for (const schedule of schedules) done.push(await accountForSchedule(transaction, options, schedule, now));
      return done;
    });
    const oldest = Math.min(...turns.map((turn) => turn.oldest ?? now), now);
    state = { lastTickAt: now, lagMs: Math.max(0, now - oldest), problem: undefined };
    for (const jobId of turns.flatMap((turn) => turn.replaced)) options.replaced(jobId);
    if (turns.some((turn) => turn.queued > 0)) options.queued();
    for (const schedule of schedules) changes.announce({ noun: "occurrence", id: schedule.event_id });
    return schedules.length === schedulesPerCommit || turns.some((turn) => !turn.complete);
  }

  async function tick(): Promise<void> {
    try {
      do again = await tickOnce();
      while (isAskedAgain());
      await arm();
    } catch (error) {
      logger.error({ error }, "a tick failed; it is tried again shortly");
      const message = error instanceof Error ? error.message : String(error);
      state = { ...state, problem: { since: state.problem?.since ?? clock.now(), message } };
      rest(1_000);
    } finally {
      ticking = undefined;
    }
  }

  function isAskedAgain(): boolean {
    return again && !stopped;
  }

  async function arm(): Promise<void> {
    const next = (await nextDueSchedule(store.write))?.next_due_at ?? Infinity;
    rest(Math.min(Math.max(0, next - clock.now()), longestSleepMs));
  }

  function rest(delayMs: number): void {
    cancelTimer();
    if (!stopped) cancelTimer = clock.after(delayMs, () => void wake());
  }

  function wake(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (ticking === undefined) ticking = tick();
    else again = true;
    return ticking;
  }

  return {
    start: wake,
    wake,
    get state() {
      return state;
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await ticking;
    },
  };
}
