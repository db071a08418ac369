import type { ExecutionRow, JobRow } from "../store/tables.ts";
import { placeOf, placeOfTarget, type PlaceKey } from "./attempt-plan.ts";
import { beginExecutions, type BeginParts } from "./begin-executions.ts";
import { isVaultClosed, needsSecret, type WatchedVault } from "./closed-vault.ts";
import { decideRollout, type RolloutPlace } from "./decide-rollout.ts";
import { groupTurns, openTurns } from "./group-turns.ts";
import type { JobWork } from "./job-definition.ts";
import type { ExecutionSignals } from "./run-execution.ts";
import { readHolds, waitsUntil, type ServerHold } from "./server-holds.ts";
import type { EndedExecution } from "./settlement.ts";
import type { PlannedTarget } from "./targets.ts";

/** A server that has no room is asked again after this, milliseconds. */
const noRoomPauseMs = 2_000;
/** One that could not be reached and is not held is tried again after this, milliseconds. */
const unreachedPauseMs = 5_000;

export interface CarryOutRequest {
  readonly job: JobRow;
  readonly definition: JobWork;
  readonly plan: readonly PlannedTarget[];
  /** Executions of this attempt that an earlier process left. */
  readonly own: readonly ExecutionRow[];
  /** Places where an earlier attempt has succeeded. */
  readonly done: ReadonlySet<PlaceKey>;
}

export interface CarryOutSignals extends Pick<ExecutionSignals, "cancel" | "detach"> {
  /** Nothing is under way, as all that is left to begin waits: its place is others' until it asks for one. */
  readonly waits: () => void;
  /** Resolves once there is a place for it again, or it is to be stopped. */
  readonly place: () => Promise<void>;
  /** One of several executions ended: there may be room for another job where it was. */
  readonly roomMade: () => void;
  /** Some were written down. */
  readonly begun: () => void;
  /** The servers on which it would begin, if they had room; none: it waits for no room. */
  readonly lacksRoom: (serverIds: readonly number[]) => void;
}

/**
 * What an execution came to. It was not begun, and is no execution any more: `unreached`, as its server cannot be reached;
 * `locked`, as the vault is closed.
 */
export type ExecutionEnd = EndedExecution | "unreached" | "locked" | undefined;

/**
 * Carries out the executions of one attempt as its rollout says, until all have ended or no more are to begin.
 * @param finish carries one to its end; undefined when it goes on without us
 * @returns false when something goes on without us, or the lease was lost
 * @throws what one that could not be carried through threw, once nobody works on any other
 */
export async function carryOut(
  parts: BeginParts & WatchedVault,
  { job, definition, plan, own, done }: CarryOutRequest,
  signals: CarryOutSignals,
  finish: (row: ExecutionRow, leaving: AbortSignal, unreachedSince: number | undefined) => Promise<ExecutionEnd>,
): Promise<boolean> {
  const { store, clock, changes, vault } = parts;
  const { cancel, detach } = signals;
  const isSeveral = plan.length > 1;
  const { limits, turnOf } = await groupTurns(store.read, isSeveral);
  const unreached = new Map<PlaceKey, { readonly since: number; readonly tryAt: number }>();
  const turns = openTurns(limits, { cancel, detach }, (row: ExecutionRow, leaving) =>
    finish(row, leaving, unreached.get(placeOf(row))?.since),
  );
  const places = new Map<PlaceKey, RolloutPlace>();
  const flights = new Set<Promise<void>>();
  let trouble: { readonly error: unknown } | undefined;
  let isLeft = false;
  let hasRoom = job.status === "claimed";
  // What an earlier process left waiting has no place.
  let isWaiting = job.status === "running" && own.every((row) => row.finished_at !== null);
  let wake = (): void => undefined;
  /** Something has come since it was last decided what begins. */
  let hasNews = false;

  function launch(rows: readonly ExecutionRow[]): void {
    for (const row of rows) {
      const key = placeOf(row);
      places.set(key, row.finished_at === null ? { state: "under_way" } : endedPlace(row.status, row));
      const flight = turns
        .take(turnOf(row))
        .then((end) => {
          if (end === undefined) isLeft = true;
          else if (end === "locked") places.delete(key);
          else if (end === "unreached") {
            places.delete(key);
            const now = clock.now();
            unreached.set(key, { since: unreached.get(key)?.since ?? now, tryAt: now + unreachedPauseMs });
          } else places.set(key, endedPlace(end.status, row));
          if (isSeveral) signals.roomMade();
        })
        .catch((error: unknown) => {
          trouble ??= { error };
        })
        .finally(() => {
          flights.delete(flight);
          wake();
        });
      flights.add(flight);
    }
    turns.begin();
  }

  function endedPlace(status: ExecutionRow["status"], row: ExecutionRow): RolloutPlace {
    return { state: status === "completed" ? "succeeded" : "failed", endedAt: row.finished_at ?? clock.now() };
  }

  const isOver = (): boolean => isLeft || trouble !== undefined || detach.aborted;

  /** Of a job that is to be cancelled nothing more begins, but where nothing has begun yet it is written down. */
  async function beginMore(): Promise<{ readonly begun: number; readonly lookAt: number | undefined }> {
    if (cancel.aborted && places.size > 0) return { begun: 0, lookAt: undefined };
    const now = clock.now();
    const isFree = (target: PlannedTarget): boolean => {
      const key = placeOfTarget(target);
      return !places.has(key) && !done.has(key);
    };
    const mayWait = !cancel.aborted && plan.some(isFree);
    const isLocked = mayWait && isVaultClosed(vault.state) && (await needsSecret(store.write, definition));
    const mayBeHeld = mayWait && plan.some((target) => target.serverId !== undefined && isFree(target));
    const holds: ReadonlyMap<number, ServerHold> = mayBeHeld
      ? await readHolds(store.write, now, vault.state)
      : new Map();
    const present = plan.map((target): RolloutPlace => {
      const key = placeOfTarget(target);
      const known = places.get(key);
      if (known !== undefined) return known;
      if (done.has(key)) return { state: "succeeded" };
      const hold = holds.get(target.serverId ?? -1);
      const tryAt = cancel.aborted ? 0 : isLocked ? Infinity : (unreached.get(key)?.tryAt ?? 0);
      return { state: "waiting", notBefore: Math.max(tryAt, hold === undefined ? 0 : waitsUntil(job, hold)) };
    });
    const { begin, lookAt } = decideRollout(definition.rollout, present, now);
    if (begin.length > 0 && isWaiting && !cancel.aborted) {
      await signals.place();
      isWaiting = false;
      // It may be otherwise by now.
      return isOver() ? { begun: 0, lookAt: undefined } : beginMore();
    }
    // A claim has kept room on all of its servers: while it waits, others may have that.
    if (begin.length === 0 && !(hasRoom && lookAt !== undefined)) {
      signals.lacksRoom([]);
      return { begun: 0, lookAt };
    }
    const targets = begin.flatMap((number) => plan[number] ?? []);
    // What ends before it begins needs no room.
    const rows = await beginExecutions(parts, { job, plan, targets, hasRoom: hasRoom || cancel.aborted });
    hasRoom = false;
    isLeft ||= rows === undefined;
    if (rows === undefined) return { begun: 0, lookAt: undefined };
    if (rows.length > 0) signals.begun();
    launch(rows);
    const begun = new Set(rows.map(placeOf));
    signals.lacksRoom(targets.flatMap((one) => (begun.has(placeOfTarget(one)) ? [] : (one.serverId ?? []))));
    return { begun: rows.length, lookAt: rows.length < begin.length ? now + noRoomPauseMs : lookAt };
  }

  async function somethingHappens(lookAt: number | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    wake = () => {
      resolve(undefined);
    };
    const hasTime = lookAt !== undefined && lookAt !== Infinity;
    const cancelTimer = hasTime ? clock.after(Math.max(0, lookAt - clock.now()), wake) : undefined;
    if (isOver() || hasNews) wake();
    await promise;
    cancelTimer?.();
  }

  const tell = (): void => {
    hasNews = true;
    wake();
  };
  const unlisten = changes.listen(({ change }) => {
    // A server may be free again, or may be waited for no longer; the vault may have been opened.
    if ((change.noun === "server" && flights.size === 0) || change.noun === "system") tell();
  });
  cancel.addEventListener("abort", tell);
  detach.addEventListener("abort", tell);
  try {
    launch(own);
    if (isWaiting) signals.waits();
    while (!isOver()) {
      const before = flights.size;
      hasNews = false;
      const { begun, lookAt } = await beginMore();
      if (isOver()) break;
      if (flights.size === 0 && begun === 0 && lookAt === undefined && before === 0) break;
      if (flights.size < before + begun) continue;
      if (flights.size === 0) {
        isWaiting = true;
        signals.waits();
      }
      await somethingHappens(lookAt);
    }
  } finally {
    signals.lacksRoom([]);
    await Promise.allSettled(flights);
    turns.close();
    unlisten();
    cancel.removeEventListener("abort", tell);
    detach.removeEventListener("abort", tell);
  }
  if (trouble !== undefined) throw trouble.error;
  if (isLeft) return false;
  const hasEnded = (key: PlaceKey): boolean => done.has(key) || places.get(key)?.state !== undefined;
  return !detach.aborted || plan.every((target) => hasEnded(placeOfTarget(target)));
}
