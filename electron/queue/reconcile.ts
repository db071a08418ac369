import type { ReconcileCause, ReconcileReport, ReconcileState } from "../../shared/reconcile.ts";
import type { JobRow } from "../store/tables.ts";
import { recordAudit } from "../store/audit.ts";
import { isUndiscarded } from "../store/executions.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { endStrays } from "./end-strays.ts";
import type { LeasedParts } from "./run-execution.ts";
import { createLeftoverSweep } from "./sweep.ts";

/** Everything is looked at this often, milliseconds. */
export const reconcileEveryMs = 30_000;

/** Who ends normally cleans up at once: only what ended this long before is a leftover, milliseconds. */
const leftAfterMs = 5_000;

/**
 * The one path that puts right whatever a crash, a sleep or a failure has left: at the start, on waking and at
 * intervals. Everything it does may be done again at any time.
 */
export interface Reconciler {
  /** The first look. Resolves once the jobs that were left are taken up; places are looked at meanwhile. */
  start(): Promise<void>;
  /**
   * Looks at everything; where a look is under way, at the jobs at once and at the rest after it. Never rejects: what
   * failed is tried at the next.
   */
  look(why: ReconcileCause): Promise<void>;
  /** To be told of what the dispatcher takes up or gives up, whenever that happens. */
  readonly notes: { readonly tookUp: (job: JobRow) => void; readonly gaveUp: (job: JobRow) => void };
  /** The latest look, and the latest that found anything, since the start. */
  readonly state: ReconcileState;
  stop(): Promise<void>;
}

export interface ReconcileParts extends LeasedParts {
  readonly dispatcher: () => Pick<Dispatcher, "look">;
  /** Removes what no execution needs in places that know only an execution's id. @returns the ids */
  readonly sweepPlaces: (isNeeded: (executionId: string) => Promise<boolean>) => Promise<readonly string[]>;
  /** Messages may be waiting: whoever delivers them looks. */
  readonly wakeMessages: () => void;
}

export function createReconciler(parts: ReconcileParts): Reconciler {
  const { store, clock, logger } = parts;
  const sweepLeftovers = createLeftoverSweep(parts);
  let state: ReconcileState = { latest: undefined, latestFind: undefined };
  let looking: Promise<void> | undefined;
  let askedMeanwhile: ReconcileCause | undefined;
  let cancelTimer = (): void => undefined;
  const leaving = new AbortController();
  let takenUp: string[] = [];
  let broughtToPerson: string[] = [];

  /** One part may fail (Docker is down, the disk is full) without holding up the others. */
  async function attempt<Result>(what: string, work: () => Promise<Result>, otherwise: Result): Promise<Result> {
    if (leaving.signal.aborted) return otherwise;
    try {
      return await work();
    } catch (error) {
      logger.error({ error, what }, "a part of the look at what is left failed; it is done again with the next");
      return otherwise;
    }
  }

  async function lookOnce(why: ReconcileCause): Promise<void> {
    const before = why === "start" ? clock.now() : clock.now() - leftAfterMs;
    await attempt("jobs", () => parts.dispatcher().look(), undefined);
    parts.wakeMessages();
    const strays = await attempt("stray executions", () => endStrays(parts, leaving.signal), []);
    const cleanedUp = await attempt("ended executions", () => sweepLeftovers(before, leaving.signal), []);
    const isNeeded = (id: string): Promise<boolean> => isUndiscarded(store.write, id);
    const removed = await attempt("places", () => parts.sweepPlaces(isNeeded), []);
    const findings = { takenUp, broughtToPerson, strays, cleanedUp, removed };
    takenUp = [];
    broughtToPerson = [];
    await attempt("the audit trail", () => report({ at: clock.now(), why, findings }), undefined);
  }

  async function report(latest: ReconcileReport): Promise<void> {
    const { findings, why, at } = latest;
    const found = Object.entries(findings).filter(([, ids]: [string, readonly string[]]) => ids.length > 0);
    state = { latest, latestFind: found.length > 0 ? latest : state.latestFind };
    if (found.length === 0) return;
    const detail = { why, ...Object.fromEntries(found) };
    logger.info(detail, "put right what was left");
    await recordAudit(store.write, { actor: "program", action: "reconcile", subject: "jobs", detail }, at);
  }

  function schedule(): void {
    cancelTimer();
    if (!leaving.signal.aborted) cancelTimer = clock.after(reconcileEveryMs, () => void look("interval"));
  }

  async function lookOn(first: ReconcileCause): Promise<void> {
    for (let why: ReconcileCause | undefined = first; why !== undefined; why = takeAsked()) await lookOnce(why);
    looking = undefined;
    schedule();
  }

  function takeAsked(): ReconcileCause | undefined {
    const why = askedMeanwhile;
    askedMeanwhile = undefined;
    return leaving.signal.aborted ? undefined : why;
  }

  function look(why: ReconcileCause): Promise<void> {
    if (looking === undefined) return (looking = lookOn(why));
    // The look under way may have passed what there is to see now, and may wait for a server.
    askedMeanwhile = why;
    void attempt("jobs", () => parts.dispatcher().look(), undefined);
    return looking;
  }

  return {
    async start() {
      void look("start");
      await attempt("jobs", () => parts.dispatcher().look(), undefined);
    },
    look,
    notes: {
      tookUp: (job) => takenUp.push(job.id),
      gaveUp: (job) => broughtToPerson.push(job.id),
    },
    get state() {
      return state;
    },
    async stop() {
      leaving.abort();
      cancelTimer();
      await looking;
      cancelTimer();
    },
  };
}
