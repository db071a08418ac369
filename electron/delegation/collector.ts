import type { DelegationInput } from "../../shared/delegation.ts";
import { CroniumError } from "../../shared/errors.ts";
import { LinkLostError } from "../executors/spool/command-channel.ts";
import { changeDelegation, findDelegation, openDelegationOfEvent, openDelegations } from "../store/delegations.ts";
import { askAfterRestore, unaskedServers } from "./after-restore.ts";
import { attendDelegation, endUnheard, failInstallation, revokeDelegation } from "./attend-delegation.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { lendSchedule } from "./hand-over.ts";
import { planDelegation } from "./plan-delegation.ts";
import { directoryOn, isAway, isUntouched, reachServer } from "./reach-server.ts";
import type { ServerOffer } from "./server-side.ts";

/** Servers that have a schedule are asked this often, milliseconds. */
const collectEveryMs = 60_000;
/** Sooner while there is more to take up. */
const soonMs = 1_000;
/** A server that keeps us waiting for longer is given up for this time, milliseconds. */
const longestAskingMs = 90_000;
const longestProbeMs = 30_000;
/** After a restore, the start of everything else waits for servers to answer for no longer than this, milliseconds. */
const longestFirstAskingMs = 20_000;

/** Leaves schedules to servers, collects what they did, and takes them back. */
export interface Delegations {
  /** After a restore: asks all servers what lies there, once; before anything is decided that they may have decided. */
  settleRestored(): Promise<void>;
  /** Names of the servers that have not been asked since a restore. */
  unasked(): Promise<readonly string[]>;
  /** Looks at all that are under way, and from then on at intervals and whenever the vault opens. */
  start(): void;
  /** Looks at all of them now; where a look is under way, again after it. Never rejects. */
  look(): Promise<void>;
  /** @throws CroniumError when the server cannot take it, or be asked */
  probe(input: DelegationInput): Promise<ServerOffer>;
  /**
   * Leaves a schedule to a server, and resolves once it is there.
   * @returns the delegation's id
   * @throws CroniumError, after which the schedule is the program's as before; or saying that it is tried again
   */
  lend(input: DelegationInput): Promise<string>;
  /** Takes a schedule back; where its server cannot be reached, as soon as it can. @throws CroniumError `not_found` */
  takeBack(eventId: number): Promise<void>;
  /** Waits for its server no longer. @throws CroniumError `not_found` */
  giveUp(eventId: number): Promise<void>;
  stop(): Promise<void>;
}

export function createDelegations(parts: DelegationParts): Delegations {
  const { store, clock, logger } = parts;
  const leaving = new AbortController();
  let cancelTimer = (): void => undefined;
  let unlisten = (): void => undefined;
  let looking: Promise<void> | undefined;
  let isAskedAgain = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** One at a time: two may share a server's crontab, and nothing is installed twice at once. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function attendNow(id: string): Promise<boolean> {
    return (await within(longestAskingMs, (signal) => attendDelegation(parts, id, signal))).isMore;
  }

  function limited(limitMs: number): { readonly signal: AbortSignal; readonly cancel: () => void } {
    const overdue = new AbortController();
    const cancel = clock.after(limitMs, () => {
      overdue.abort(new LinkLostError(`the server did not answer within ${String(limitMs / 1000)} s`));
    });
    return { signal: AbortSignal.any([leaving.signal, overdue.signal]), cancel };
  }

  async function within<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, cancel } = limited(limitMs);
    return work(signal).finally(cancel);
  }

  /** One that cannot be asked holds up no other. @returns whether there is more to do soon */
  async function attend(id: string): Promise<boolean> {
    try {
      return await inTurn(() => attendNow(id));
    } catch (error) {
      if (leaving.signal.aborted) return false;
      const problem = error instanceof Error ? error.message : String(error);
      if (isAway(error)) logger.info({ delegation: id, problem }, "a server that has a schedule cannot be asked now");
      else logger.error({ error, delegation: id }, "a schedule that is left to a server could not be looked after");
      await note(id, problem);
      return false;
    }
  }

  async function note(id: string, problem: string): Promise<void> {
    const row = await findDelegation(store.write, id);
    if (row === undefined || row.problem === problem) return;
    await changeDelegation(store.write, id, { problem });
    parts.changes.announce({ noun: "event", id: row.event_id });
  }

  async function lookOnce(): Promise<void> {
    cancelTimer();
    let isMore = false;
    let count = 0;
    try {
      await settleRestored();
      count = (await unaskedServers(parts)).length;
      for (const { id } of await openDelegations(store.write)) {
        if (leaving.signal.aborted) return;
        count += 1;
        if (await attend(id)) isMore = true;
      }
    } catch (error) {
      logger.error({ error }, "schedules that are left to servers could not be looked after; it is tried again");
      count += 1;
    }
    if (count > 0 && !leaving.signal.aborted) {
      cancelTimer = clock.after(isMore ? soonMs : collectEveryMs, () => void look());
    }
  }

  function settleRestored(): Promise<void> {
    return inTurn(() => askAfterRestore(parts, (work) => within(longestFirstAskingMs, work)));
  }

  async function lookOn(): Promise<void> {
    do {
      isAskedAgain = false;
      await lookOnce();
    } while (takeAsked() && !leaving.signal.aborted);
    looking = undefined;
  }

  function takeAsked(): boolean {
    return isAskedAgain;
  }

  function look(): Promise<void> {
    if (leaving.signal.aborted) return Promise.resolve();
    if (looking === undefined) return (looking = lookOn());
    isAskedAgain = true;
    return looking;
  }

  /** Servers that nobody could log in to while the vault was closed need not wait for the next time. */
  function lookOnceOpen(): () => void {
    let wasOpen = parts.vault.state === "open";
    return parts.changes.listen(() => {
      const isOpen = parts.vault.state === "open";
      if (isOpen && !wasOpen) void look();
      wasOpen = isOpen;
    });
  }

  async function probe(input: DelegationInput): Promise<ServerOffer & { readonly directory: string }> {
    const plan = await planDelegation(store.read, parts, input, clock.now());
    const server = await reachServer(parts, { job: plan.definition }, plan.server).catch(refuse);
    const offer = await within(longestProbeMs, (signal) => parts.serverSide.probe(server, signal)).catch(refuse);
    return { ...offer, directory: directoryOn(server) };
  }

  /** Resolves when the server has it all the same. @throws CroniumError what became of it otherwise */
  async function failLending(id: string, error: unknown): Promise<void> {
    const problem = error instanceof Error ? error.message : String(error);
    const isUnheard = isUntouched(error) || error instanceof CroniumError;
    if (isUnheard && (await failInstallation(parts, id, problem))) {
      throw error instanceof CroniumError ? error : awayError(problem, error);
    }
    await note(id, problem);
    void look();
    if (typeof (await findDelegation(store.write, id))?.heard_at === "number") return;
    throw new CroniumError("unavailable", `Nobody can say yet whether the server has the schedule: ${problem}`, {
      remedy: "It is tried again by itself; the schedule can be taken back meanwhile.",
      cause: error,
    });
  }

  return {
    settleRestored,
    unasked: () => unaskedServers(parts),
    start() {
      unlisten = lookOnceOpen();
      void look();
    },
    look,
    probe,
    async lend(input) {
      const { timer, obstacle, directory } = await probe(input);
      if (timer === undefined) {
        throw new CroniumError("unsupported", `Nothing on that server could wake it: ${obstacle ?? "no timer"}`, {
          remedy: "Have cron set up there, or let systemd keep the user's own timers: loginctl enable-linger.",
        });
      }
      // Nobody else asks the server before it has been given it, or has refused it.
      const id = await inTurn(async () => {
        const lent = await lendSchedule(parts, input, { timer, directory });
        await attendNow(lent).catch((error: unknown) => failLending(lent, error));
        return lent;
      });
      void look();
      return id;
    },
    async takeBack(eventId) {
      const delegation = await revokeDelegation(parts, eventId, "user");
      if (delegation === undefined) throw noneError(eventId);
      await look();
    },
    async giveUp(eventId) {
      const delegation = await openDelegationOfEvent(store.read, eventId);
      if (delegation === undefined) throw noneError(eventId);
      const problem = `Given up: what the server ${delegation.server_name} was given may run there until its time is over`;
      await endUnheard(parts, delegation, problem);
    },
    async stop() {
      leaving.abort(new Error("the program is leaving"));
      unlisten();
      cancelTimer();
      await looking;
      cancelTimer();
    },
  };
}

function refuse(error: unknown): never {
  if (!isAway(error)) throw error;
  throw awayError(error.message, error);
}

function awayError(message: string, cause: unknown): CroniumError {
  return new CroniumError("unavailable", message, {
    remedy: "The schedule stays with this program. See to the server, then leave it again.",
    cause,
  });
}

function noneError(eventId: number): CroniumError {
  return new CroniumError("not_found", `The schedule of event ${String(eventId)} is left to no server`);
}
