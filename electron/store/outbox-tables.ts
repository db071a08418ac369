import type { Generated } from "kysely";
import type { ActionTrigger, MessageKind, MessageStatus } from "../../shared/words.ts";

/* The tables of what follows from jobs; their rows are named in tables.ts with all others. */

export interface ConditionalActionsTable {
  id: Generated<number>;
  event_id: number;
  position: number;
  trigger: ActionTrigger;
  kind: MessageKind;
  target_event_id: number | null;
  url: string | null;
  secret_reference: string | null;
}

/** What is to be told or started, written with the change that causes it. It outlives jobs and events. */
export interface OutboxTable {
  id: string;
  kind: MessageKind;
  /** The conditional action's; null for what the program tells of its own accord. */
  trigger: ActionTrigger | null;
  status: MessageStatus;
  job_id: string | null;
  event_id: number | null;
  event_name: string | null;
  /** What it says, one line. */
  subject: string;
  /** Where it goes, as a person reads it: an event's name, an address without its secrets, "this desktop". */
  destination: string;
  target_event_id: number | null;
  /** The whole address of a call. It may hold a secret and is never shown. */
  address: string | null;
  /** What is delivered, JSON. */
  payload: string;
  secret_reference: string | null;
  attempts: Generated<number>;
  attempts_allowed: number;
  available_at: number;
  created_at: number;
  finished_at: number | null;
  last_error: string | null;
  /** What came of it: the job that was queued, the answer's status. */
  result: string | null;
  read_at: number | null;
}
