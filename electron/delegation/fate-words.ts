import { describeLateness } from "../schedule/decision-words.ts";

/** The reasons the ledger gives for what a server did, in words for people. */

/** @param lateMs how long after the instant it began, milliseconds */
export function onServerWords(server: string, lateMs: number): string {
  const late = lateMs >= 1_000 ? `, ${describeLateness(lateMs)} late` : "";
  return `the server ${server} ran it, which the schedule was left to${late}`;
}

export function missedThereWords(server: string): string {
  return `the schedule was left to the server ${server}, which did not get to it in time`;
}

export function skippedThereWords(server: string): string {
  return `an earlier run was not finished on the server ${server}, which the schedule was left to`;
}

export function takenBackWords(server: string): string {
  return `the schedule was taken back from the server ${server} before it had begun there`;
}

export function notGivenWords(server: string): string {
  return `the server ${server} had not been given it: a calendar held it back when the schedule was left`;
}

export function silentWords(server: string): string {
  return `nothing more was heard of the server ${server}, which the schedule was left to: nobody can say whether it ran`;
}
