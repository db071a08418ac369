import type { AbsenceCause } from "./words.ts";

/** A time in which the program could not act, and what that did. Times are epoch milliseconds. */
export interface AbsenceView {
  readonly id: number;
  readonly fromAt: number;
  readonly untilAt: number;
  readonly cause: AbsenceCause;
  readonly acknowledgedAt: number | undefined;
  readonly due: number;
  readonly caughtUp: number;
  readonly missed: number;
  readonly skipped: number;
  /** What each event had due, most missed first. */
  readonly events: readonly AbsentEvent[];
}

/** Absences nobody has put away yet, newest first, as far as they are told of at once. */
export interface AbsencePage {
  readonly absences: readonly AbsenceView[];
  /** How many there are in all. */
  readonly total: number;
}

export interface AbsentEvent {
  readonly eventId: number;
  readonly eventName: string;
  /** False once the event is deleted: nothing of it can be run. */
  readonly exists: boolean;
  readonly due: number;
  readonly caughtUp: number;
  readonly missed: number;
  readonly skipped: number;
  /** Due instants that did not run, the latest of each, epoch milliseconds. */
  readonly latestMissedAt: number | undefined;
  /** True when a later instant than all missed ones was caught up or ran: what was missed is made up for already. */
  readonly latestCaughtUp: boolean;
  /** What its policy did, in words, such as "the latest was caught up; 11 earlier ones were not". */
  readonly words: string;
  /** A job a person queued since for what was missed. */
  readonly ranByHand: string | undefined;
}

/** A job queued by hand for an event's latest missed instant. */
export interface MissedRun {
  readonly eventId: number;
  readonly eventName: string;
  /** The instant it stands for, epoch milliseconds. */
  readonly dueAt: number;
  readonly jobId: string;
  /** False when it had been queued before. */
  readonly isNew: boolean;
}
