import type { DelegationTimer, MissedPolicy, ScriptType } from "../../shared/words.ts";
import type { InputFile } from "../../shared/container.ts";
import type { ServerConnection } from "../executors/executor.ts";

/** What a server can do for a schedule that is left to it. */
export interface ServerOffer {
  /** What can wake it; undefined where nothing can. */
  readonly timer: DelegationTimer | undefined;
  /** Why nothing can, in words. */
  readonly obstacle: string | undefined;
  /** How far its clock is ahead of ours, milliseconds. */
  readonly clockAheadMs: number;
}

/** An instant that a server is given. Epoch milliseconds. */
export interface GivenRun {
  readonly dueAt: number;
  /** Not before this: the instant itself, or later when starts are spread. */
  readonly startAt: number;
  readonly jobId: string;
  readonly executionId: string;
}

export type PlannedInstant = Omit<GivenRun, "startAt">;

/** How a server is to treat its instants: the policies it can follow. */
export interface DelegationTerms {
  readonly missed: MissedPolicy;
  readonly missedWindowMs: number;
  readonly missedCap: number;
  /** Whether an instant passes while an earlier run goes on. */
  readonly skipsOverlap: boolean;
  /** A run that takes longer than this is ended, with so much time between TERM and KILL. */
  readonly runLimitMs: number;
  readonly graceMs: number;
  /** Nothing is begun from here on, epoch milliseconds. */
  readonly untilAt: number;
}

/** What every run of it needs. */
export interface DelegatedWork {
  readonly type: ScriptType;
  readonly script: string;
  readonly files: readonly InputFile[];
  /** Secrets resolved; without the two ids, which differ from run to run. Never in argv, logs or error texts. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Installation {
  readonly id: string;
  readonly runs: readonly GivenRun[];
  readonly terms: DelegationTerms;
  readonly work: DelegatedWork;
  readonly timer: DelegationTimer;
  /** By what it is known again, also by a program whose data knows nothing of it. */
  readonly owner: LeftSchedule;
}

/** Whose a schedule is that lies on a server. Epoch milliseconds. */
export interface LeftSchedule {
  readonly eventId: number;
  readonly eventName: string;
  readonly fromAt: number;
  readonly untilAt: number;
}

/** A schedule of this installation that was found on a server. */
export interface FoundSchedule extends LeftSchedule {
  readonly id: string;
}

/** What lies on a server of this installation. */
export interface LeftOnServer {
  readonly found: readonly FoundSchedule[];
  /** Ids of those of which nobody can say whose they are: what was written of it there is damaged. */
  readonly damaged: readonly string[];
}

/**
 * What a server has made of an instant. `begun`: it was about to begin, and nothing more is known; `started`: its
 * script runs or ran; `fetched`: it ran, and another has taken its result; `missed`, `skipped`: it never will; `revoked`:
 * it was taken back before it began.
 */
export type Fate = "begun" | "started" | "fetched" | "missed" | "skipped" | "revoked";

export interface FateNote {
  readonly dueAt: number;
  readonly fate: Fate;
  /** When that was decided, epoch milliseconds by our clock. */
  readonly at: number;
}

/** Another program that asked for the same schedule, and how long ago, milliseconds. */
export interface OtherAsker {
  readonly name: string;
  readonly agoMs: number;
}

/** `undefined` where nothing of the delegation is on the server. */
export type FateReport = { readonly notes: readonly FateNote[]; readonly other?: OtherAsker | undefined } | undefined;

/**
 * What is done on a server for delegations. Everything may be repeated at any time with the same effect. Each call
 * throws UnreachableError when nothing of it was done, and LinkLostError when nobody can say.
 */
export interface ServerSide {
  /** Asks what it offers. */
  probe(server: ServerConnection, signal: AbortSignal): Promise<ServerOffer>;
  /** Puts there what runs need, and has its timer wake it. */
  install(server: ServerConnection, installation: Installation, signal: AbortSignal): Promise<void>;
  /**
   * Lets it do what is due by now, and tells what became of the instants after one.
   * @param afterMs epoch milliseconds
   */
  report(server: ServerConnection, id: string, afterMs: number, signal: AbortSignal): Promise<FateReport>;
  /** Ends it: no timer, nothing begins any more, no secrets; what became of its instants stays there. */
  disarm(server: ServerConnection, id: string, afterMs: number, signal: AbortSignal): Promise<FateReport>;
  /** What lies there of this installation. */
  list(server: ServerConnection, signal: AbortSignal): Promise<LeftOnServer>;
  /** The instants that it was given; `undefined` where nothing of it is there. */
  plan(server: ServerConnection, id: string, signal: AbortSignal): Promise<readonly PlannedInstant[] | undefined>;
  /** Removes what is left of it but for the spools of runs. */
  remove(server: ServerConnection, id: string, signal: AbortSignal): Promise<void>;
  /** By what the executor of servers finds a run again that the server has begun. */
  handleOf(server: ServerConnection, executionId: string, isStarted: boolean): Readonly<Record<string, unknown>>;
}
