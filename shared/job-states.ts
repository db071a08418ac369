import type { ExecutionStatus, JobStatus } from "./words.ts";

/** One way in which a status changes. */
export interface StateTransition<Status extends string> {
  /** The statuses it starts from; none for the one that makes the row. */
  readonly from: readonly Status[];
  /** The statuses it may lead to; none when the status stays as it is and only the lease changes hands. */
  readonly to: readonly Status[];
  /** Who makes it. */
  readonly actor: "the caller" | "the dispatcher" | "the lease holder" | "a person" | "a person or a schedule";
  /** When, in a sentence that ends a line of a table. */
  readonly when: string;
}

/**
 * Everything that may happen to a job's status. The statements that change it, the types of what they may write, the
 * triggers of the database and the diagram in docs/job-states.md follow from this table; nothing else writes a status.
 */
export const jobTransitions = {
  enqueue: {
    from: [],
    to: ["queued"],
    actor: "the caller",
    when: "A schedule, a person or a retry by hand asks for a run of the event.",
  },
  claim: {
    from: ["queued"],
    to: ["claimed"],
    actor: "the dispatcher",
    when: "There is room and its time has come. The attempt is counted here and nowhere else.",
  },
  start: {
    from: ["claimed", "running"],
    to: ["running"],
    actor: "the lease holder",
    when: "Its executions are written down, before the first of them begins. Repeated after a crash that left none.",
  },
  take_over: {
    from: ["claimed", "running"],
    to: [],
    actor: "the dispatcher",
    when: "Nobody works on it any more: the lease changes hands, the attempt stays.",
  },
  retry: {
    from: ["claimed", "running"],
    to: ["queued"],
    actor: "the lease holder",
    when: "The attempt failed, trying again can help, and attempts are left: it waits for its back-off.",
  },
  settle: {
    from: ["claimed", "running"],
    to: ["completed", "failed", "timeout", "partial", "cancelled", "needs_attention"],
    actor: "the lease holder",
    when: "The last attempt has ended, and this is what became of the job.",
  },
  cancel: {
    from: ["queued"],
    to: ["cancelled"],
    actor: "a person or a schedule",
    when: "It was called off before it started. Of one under way the end is only asked for, and its settlement tells.",
  },
  resolve: {
    from: ["needs_attention"],
    to: ["completed", "failed"],
    actor: "a person",
    when: "A person found out what the program could not.",
  },
} as const satisfies Record<string, StateTransition<JobStatus>>;

export type JobTransition = keyof typeof jobTransitions;
/** The statuses a transition may lead to. */
export type JobStatusAfter<Name extends JobTransition> = (typeof jobTransitions)[Name]["to"][number];

/** The same for executions: one attempt of a job on one target. */
export const executionTransitions = {
  intend: {
    from: [],
    to: ["starting"],
    actor: "the lease holder",
    when: "What is about to begin is written down first.",
  },
  begin: {
    from: ["starting"],
    to: ["running"],
    actor: "the lease holder",
    when: "Its executor says that the script runs. The time limit counts from here.",
  },
  finish: {
    from: ["starting", "running"],
    to: ["completed", "failed", "timeout", "cancelled", "unknown"],
    actor: "the lease holder",
    when: "It has ended, or nobody can say what became of it. Written once.",
  },
} as const satisfies Record<string, StateTransition<ExecutionStatus>>;

export type ExecutionTransition = keyof typeof executionTransitions;
export type ExecutionStatusAfter<Name extends ExecutionTransition> = (typeof executionTransitions)[Name]["to"][number];

export interface StateEdge<Status extends string> {
  readonly by: string;
  /** Undefined where the row is made. */
  readonly from: Status | undefined;
  readonly to: Status;
}

/** Every single step of a table, in its order. */
export function edgesOf<Status extends string>(
  transitions: Readonly<Record<string, StateTransition<Status>>>,
): readonly StateEdge<Status>[] {
  return Object.entries(transitions).flatMap(([by, { from, to }]) => {
    const sources: readonly (Status | undefined)[] = from.length === 0 ? [undefined] : from;
    return sources.flatMap((source) => targetsFrom(source, to).map((target) => ({ by, from: source, to: target })));
  });
}

function targetsFrom<Status extends string>(source: Status | undefined, to: readonly Status[]): readonly Status[] {
  return to.length === 0 && source !== undefined ? [source] : to;
}
