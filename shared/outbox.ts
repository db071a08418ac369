import { z } from "zod";
import { messageKinds, messageStatuses, type ActionTrigger, type MessageKind, type MessageStatus } from "./words.ts";

export const messageFilter = z.strictObject({
  statuses: z.array(z.enum(messageStatuses)).optional(),
  kinds: z.array(z.enum(messageKinds)).optional(),
  /** Only what this job caused. */
  jobId: z.string().max(100).optional(),
  /** Only what jobs of this event caused. */
  eventId: z.int().optional(),
  /** Only what somebody asked for, not what the program tells of its own accord. */
  asked: z.boolean().optional(),
  limit: z.int().min(1).max(500).default(100),
  /** Continue after this message of an earlier answer. */
  after: z.string().max(100).optional(),
});
export type MessageFilter = z.input<typeof messageFilter>;
export type MessageQuery = z.output<typeof messageFilter>;

/** A message of the outbox in a list. Times are epoch milliseconds. */
export interface MessageSummary {
  readonly id: string;
  readonly kind: MessageKind;
  readonly status: MessageStatus;
  /** The conditional action's; undefined for what the program tells of its own accord. */
  readonly trigger: ActionTrigger | undefined;
  readonly jobId: string | undefined;
  readonly eventId: number | undefined;
  readonly eventName: string | undefined;
  readonly subject: string;
  /** An event's name, an address without its secrets, or "this desktop". */
  readonly destination: string;
  readonly targetEventId: number | undefined;
  readonly attempts: number;
  readonly attemptsAllowed: number;
  readonly createdAt: number;
  /** When it is tried next; undefined once it is settled. */
  readonly nextAttemptAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** Why the latest attempt failed. */
  readonly error: string | undefined;
  /** The job that was queued. */
  readonly resultJobId: string | undefined;
  /** What was answered, such as `204 No Content`. */
  readonly answer: string | undefined;
  readonly read: boolean;
}

export interface MessageView extends MessageSummary {
  /** What is delivered. */
  readonly payload: unknown;
  readonly signed: boolean;
}

export interface MessagePage {
  readonly messages: readonly MessageSummary[];
  /** Pass as `after` for more; undefined at the end. */
  readonly next: string | undefined;
}

export type MessageCounts = Readonly<Record<MessageStatus, number>> & {
  /** Dead ones that somebody asked for: they wait for a decision. */
  readonly waitForDecision: number;
};

/** What a job followed from, and what followed from it. */
export interface JobConsequences {
  readonly causedBy: { readonly jobId: string; readonly eventName: string | undefined } | undefined;
  readonly caused: readonly MessageSummary[];
}
