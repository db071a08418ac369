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
