import { z } from "zod";
import type { DelegatedRunState, DelegationState, DelegationTimer } from "./words.ts";

export const longestDelegationMs = 31 * 24 * 3_600_000;
/** A server is given at most so many instants at a time. */
export const mostDelegatedRuns = 20_000;

/** Leaves the schedule of an event to a server for a while; what is due in [now, untilAt) runs there. */
export const delegationInput = z.strictObject({
  eventId: z.int(),
  /** One of those that the event runs on. */
  serverId: z.int(),
  /** Epoch milliseconds. */
  untilAt: z.int(),
});
export type DelegationInput = z.output<typeof delegationInput>;

/** What leaving a schedule to a server would mean. Times are epoch milliseconds. */
export interface DelegationPreview {
  readonly serverName: string;
  /** How many instants the server would be given, the first and the last of them. */
  readonly runs: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** How many instants calendars, or the maximum of runs, keep from it. */
  readonly heldBack: number;
  /** Names of the secret variables whose values would lie on the server. */
  readonly secrets: readonly string[];
  /** What would wake it; undefined where nothing can. */
  readonly timer: DelegationTimer | undefined;
  /** Why it cannot be left there now, in words. */
  readonly obstacle: string | undefined;
  /** How far its clock is ahead of ours, milliseconds: that is reckoned with. */
  readonly clockAheadMs: number | undefined;
}

/** A schedule that is left to a server. Times are epoch milliseconds. */
export interface DelegationView {
  readonly id: string;
  readonly eventId: number;
  readonly eventName: string;
  readonly serverId: number | undefined;
  readonly serverName: string;
  readonly state: DelegationState;
  readonly timer: DelegationTimer | undefined;
  readonly fromAt: number;
  readonly untilAt: number;
  readonly heardAt: number | undefined;
  readonly problem: string | undefined;
  /** How many of its instants are in each state. */
  readonly runs: Readonly<Record<DelegatedRunState, number>>;
}
