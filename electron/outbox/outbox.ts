import { sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { dueMessages, findMessage, nextMessageAt, noteLateOutcome, settleMessage } from "../store/outbox.ts";
import type { OutboxRow } from "../store/tables.ts";
import { deliver, type DeliveryParts } from "./deliver.ts";
import type { Attempt } from "./judge-answer.ts";
import { attemptsOf, longestWaitMs, waitAfter } from "./waits.ts";

/** Deliveries under way at once at most. */
const mostAtOnce = 8;
/** Waiting messages are looked at this often even if nobody says that there are new ones, milliseconds. */
const lookEveryMs = 30_000;
/** What could not be written down is not tried again at once: it may have been delivered. Milliseconds. */
const retakeAfterMs = 60_000;

export interface OutboxParts extends DeliveryParts {
  readonly logger: Logger;
}

/** Delivers messages: each at least once, and tried again until its attempts are used up. */
export interface Outbox {
  /** Takes up what is waiting, also what an earlier process left. */
  start(): void;
  /** Something may be waiting: look now. Only a hint, the database is the truth. */
  wake(): void;
  /** A transaction that is under way writes messages: look once the change behind it is announced. */
  expect(): void;
  /** Whether this message is being delivered right now: it may arrive whatever becomes of it here. */
  isUnderWay(id: string): boolean;
  /** Resolves when nothing is being delivered. */
  idle(): Promise<void>;
  /** Breaks off what is under way; it is delivered again after the next start. */
  stop(): Promise<void>;
}

export function createOutbox(parts: OutboxParts): Outbox {
  const { store, clock, ids, logger, changes } = parts;
  const flights = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let started = false;
  let expected = false;
  let lookAgain = false;
  let looking: Promise<void> | undefined;
  let cancelTimer = (): void => undefined;

  async function carry(message: OutboxRow): Promise<void> {
    try {
      await record(message, await deliver(parts, message, signal));
      changes.announce({ noun: "message", id: message.id });
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ error, message: message.id }, "what became of a message could not be written down");
      await sleep(clock, retakeAfterMs, signal).catch(() => undefined);
    }
  }

  async function record(message: OutboxRow, attempt: Attempt): Promise<void> {
    if (attempt.kind === "withdrawn") return;
    const now = clock.now();
    const attempts = message.attempts + 1;
    const { id } = message;
    if (attempt.kind === "delivered") {
      const outcome = { attempts, last_error: null, result: JSON.stringify(attempt.result) };
      await settle(id, outcome, { status: "delivered", finished_at: now });
      return;
    }
    const { error } = attempt;
    logger.warn({ message: id, attempts, reason: error }, "a message could not be delivered");
    // A person may have granted further attempts meanwhile.
    const allowed = (await findMessage(store.write, id))?.attempts_allowed ?? message.attempts_allowed;
    const outcome = { attempts, last_error: error };
    if (attempt.kind === "dead" || attempts >= allowed) {
      await settle(id, outcome, { status: "dead", finished_at: now });
      return;
    }
    const ofThisRound = Math.max(1, attempts - allowed + attemptsOf(message.kind));
    await settle(id, outcome, {
      available_at: now + waitAfter(ofThisRound, attempt.askedForMs, ids.fraction()),
    });
  }

  async function settle(
    id: string,
    outcome: Parameters<typeof noteLateOutcome>[2],
    consequence: Parameters<typeof settleMessage>[2],
  ): Promise<void> {
    if (await settleMessage(store.write, id, { ...outcome, ...consequence })) return;
    await noteLateOutcome(store.write, id, outcome);
  }

  function launch(message: OutboxRow): void {
    const flight = carry(message).finally(() => {
      flights.delete(message.id);
      wake();
    });
    flights.set(message.id, flight);
  }

  async function lookOnce(): Promise<void> {
    const now = clock.now();
    const limit = mostAtOnce - flights.size;
    const choice = { now, longestWaitMs, except: [...flights.keys()], limit };
    if (limit > 0) for (const message of await dueMessages(store.write, choice)) launch(message);
    const next = await nextMessageAt(store.write, [...flights.keys()]);
    cancelTimer();
    if (signal.aborted || next === undefined) return;
    // What is due and was not launched waits for room, which wakes us.
    cancelTimer = clock.after(next > now ? Math.min(next - now, lookEveryMs) : lookEveryMs, wake);
  }

  async function look(): Promise<void> {
    do {
      lookAgain = false;
      try {
        await lookOnce();
      } catch (error) {
        logger.error({ error }, "the outbox could not be read; trying again shortly");
        cancelTimer();
        if (!signal.aborted) cancelTimer = clock.after(1_000, wake);
      }
    } while (isAskedAgain() && !signal.aborted);
    looking = undefined;
  }

  function isAskedAgain(): boolean {
    return lookAgain;
  }

  function wake(): void {
    if (!started || signal.aborted) return;
    lookAgain = true;
    looking ??= look();
  }

  const endListening = changes.listen(() => {
    if (!expected) return;
    expected = false;
    wake();
  });

  return {
    start() {
      started = true;
      wake();
    },
    wake,
    expect() {
      expected = true;
    },
    isUnderWay: (id) => flights.has(id),
    async idle() {
      while (looking !== undefined || flights.size > 0) {
        await looking;
        await Promise.all(flights.values());
      }
    },
    async stop() {
      stopping.abort(new Error("the program ends"));
      endListening();
      cancelTimer();
      await looking;
      await Promise.all(flights.values());
    },
  };
}
