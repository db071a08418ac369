import { describeLateness } from "../schedule/decision-words.ts";
import type { OtherAsker } from "./server-side.ts";

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

export function fetchedWords(server: string): string {
  return `the server ${server} ran it, which the schedule was left to; its result was fetched before, and is not in this data`;
}

export function beforeRestoreWords(server: string): string {
  return `it was due before the schedule was left to the server ${server}; what is known of that time is not in this data`;
}

/** Whoever asked longer ago has gone, or is this program in another place, milliseconds. */
const recentMs = 600_000;

/** What is wrong when two programs ask for one schedule, a sentence without its full stop; null: nothing. */
export function otherAskerWords(other: OtherAsker | undefined): string | null {
  if (other === undefined || other.agoMs > recentMs) return null;
  const ago = `${String(Math.round(other.agoMs / 1_000))} s ago`;
  const words = "two programs work on copies of the same data. End one of them, and take the schedule back there first";
  return `Another Cronium asked for this schedule ${ago}, ${other.name}: ${words}`;
}

export function silentWords(server: string): string {
  return `nothing more was heard of the server ${server}, which the schedule was left to: nobody can say whether it ran`;
}
