import type { EventStatus } from "./words.ts";

/** An event that runs on a server. */
export interface ServerEvent {
  readonly id: number;
  readonly name: string;
  readonly status: EventStatus;
  /** The event names the server itself. */
  readonly byName: boolean;
  /** The groups through which it runs there. */
  readonly groups: readonly string[];
  /** It has no other server in use. */
  readonly onlyHere: boolean;
}

/** What taking a server out of use takes away. */
export interface ServerImpact {
  readonly events: readonly ServerEvent[];
  /** Executions under way there: what becomes of them can no longer be seen. */
  readonly runningCount: number;
  /** Jobs that wait and would run there, too. */
  readonly queuedCount: number;
  /** Schedules left to it that are not over; the instants are epoch milliseconds. */
  readonly delegations: readonly { readonly eventId: number; readonly eventName: string; readonly untilAt: number }[];
  /** Servers that are reached through it. */
  readonly reachedThrough: readonly string[];
  /** A key or password of it is in the vault, and goes. */
  readonly losesSecret: boolean;
}
