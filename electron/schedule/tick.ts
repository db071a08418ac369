import type { ChangeFeed } from "../base/change-feed.ts";
import { nextTurn, type Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { dueSchedules, nextDueSchedule } from "../store/schedules.ts";
import type { Store } from "../store/store.ts";
import type { ScheduleRow } from "../store/tables.ts";
import { accountForSchedules, type LedgerParts, type LedgerTurn } from "./ledger.ts";
import type { AbsenceNote } from "./ledger-absence.ts";
import { createDefinitionCache } from "./ledger-definitions.ts";
import { createSetAside, type UnreadableSchedule } from "./stored-set-aside.ts";

/** Never sleeps longer: a stepped clock or a resumed computer is noticed within this time, milliseconds. */
const longestSleepMs = 15_000;
/** Schedules accounted for in one commit. */
const schedulesPerCommit = 500;
/** With more events than this in one commit, readers are told to read everything again. */
const mostAnnounced = 50;
/** A tick that failed is tried again after this time, milliseconds. */
const retryAfterMs = 1_000;

export interface TickerOptions extends LedgerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  /** Jobs were queued: the dispatcher should look. */
  readonly queued: () => void;
  /** This unfinished job was replaced and is to be stopped. */
  readonly replaced: (jobId: string) => void;
  /** A tick, or a portion of a long one, has worked. */
  readonly beat?: ((state: TickState) => void) | undefined;
}

/** What a tick that worked found. Times are epoch milliseconds. */
export interface TickState {
  readonly lastTickAt: number | undefined;
  /** How late the latest tick was against the oldest instant it found due after any absence, milliseconds. */
  readonly lagMs: number;
  readonly nextDueAt: number | undefined;
}

export interface SchedulerState extends Omit<TickState, "nextDueAt"> {
  /** Set while ticks fail: what went wrong, since when. Epoch milliseconds. */
  readonly problem: { readonly since: number; readonly message: string } | undefined;
  /** Schedules that cannot be read: nothing is due by them until they are edited. */
  readonly unreadable: readonly UnreadableSchedule[];
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

interface Accounted {
  /** How many schedules were due, with those that cannot be read. */
  readonly found: number;
  readonly schedules: readonly ScheduleRow[];
  readonly turn: LedgerTurn | undefined;
}

export function createTicker(options: TickerOptions): Ticker {
  const { store, clock, logger } = options;
  const definitions = createDefinitionCache();
  const aside = createSetAside(options.compile, logger);
  let cancelTimer = (): void => undefined;
  let ticking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let state: SchedulerState = { lastTickAt: undefined, lagMs: 0, problem: undefined, unreadable: [] };

  /** @returns true when there was more than one commit's worth */
  async function tickOnce(): Promise<boolean> {
    const now = clock.now();
    const absence = options.absences.tick(now);
    const { found, schedules, turn } = await account(now, absence);
    const lagMs = lagOf(turn, now, absence);
    state = { lastTickAt: now, lagMs, problem: undefined, unreadable: aside.schedules };
    if (turn !== undefined) publish(schedules, turn);
    const isDone = found < schedulesPerCommit && turn?.complete !== false;
    if (isDone) options.absences.told();
    return !isDone;
  }

  /** An absence is told as such; what counts here is what came late since the program could act again. */
  function lagOf(turn: LedgerTurn | undefined, now: number, absence: AbsenceNote | undefined): number {
    return Math.max(0, now - Math.max(turn?.oldest ?? now, absence?.untilAt ?? 0));
  }

  /** What is due is read where it is accounted for: a change of a schedule may have come in between otherwise. */
  function account(now: number, absence: AbsenceNote | undefined): Promise<Accounted> {
    return store.write.transaction().execute(async (transaction) => {
      const due = await dueSchedules(transaction, now, schedulesPerCommit, aside.ids);
      const schedules = aside.readable(due);
      if (schedules.length === 0) return { found: due.length, schedules, turn: undefined };
      const turn = await accountForSchedules(transaction, options, schedules, now, { definitions, absence });
      return { found: due.length, schedules, turn };
    });
  }

  function publish(schedules: readonly ScheduleRow[], turn: LedgerTurn): void {
    const { changes } = options;
    for (const jobId of turn.replaced) options.replaced(jobId);
    if (turn.queued > 0) options.queued();
    if (schedules.length > mostAnnounced) changes.announce({ noun: "occurrence" });
    else for (const schedule of schedules) changes.announce({ noun: "occurrence", id: schedule.event_id });
    for (const id of turn.paused) changes.announce({ noun: "event", id });
  }

  async function tick(): Promise<void> {
    try {
      let nextDueAt: number | undefined;
      do {
        again = false;
        const isMore = await tickOnce();
        nextDueAt = await beat();
        // A long backlog holds up neither the rest of the program nor its sign of life.
        if (isMore) await nextTurn();
        again ||= isMore;
      } while (isAskedAgain());
      rest(Math.min(Math.max(0, (nextDueAt ?? Infinity) - clock.now()), longestSleepMs));
    } catch (error) {
      logger.error({ error }, "a tick failed; it is tried again shortly");
      const message = error instanceof Error ? error.message : String(error);
      state = { ...state, problem: { since: state.problem?.since ?? clock.now(), message } };
      rest(retryAfterMs);
    } finally {
      ticking = undefined;
    }
  }

  function isAskedAgain(): boolean {
    return again && !stopped;
  }

  /** @returns when something is due next, epoch milliseconds */
  async function beat(): Promise<number | undefined> {
    const nextDueAt = (await nextDueSchedule(store.write, aside.ids))?.next_due_at ?? undefined;
    const { lastTickAt, lagMs } = state;
    options.beat?.({ lastTickAt, lagMs, nextDueAt });
    return nextDueAt;
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
