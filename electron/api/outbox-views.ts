import type { MessageSummary, MessageView } from "../../shared/outbox.ts";
import type { OutboxRow } from "../store/tables.ts";

export function summariseMessage(row: OutboxRow): MessageSummary {
  const result = row.result === null ? {} : (JSON.parse(row.result) as { jobId?: string; answer?: string });
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    trigger: row.trigger ?? undefined,
    jobId: row.job_id ?? undefined,
    eventId: row.event_id ?? undefined,
    eventName: row.event_name ?? undefined,
    subject: row.subject,
    destination: row.destination,
    targetEventId: row.target_event_id ?? undefined,
    attempts: row.attempts,
    attemptsAllowed: row.attempts_allowed,
    createdAt: row.created_at,
    nextAttemptAt: row.status === "pending" ? row.available_at : undefined,
    finishedAt: row.finished_at ?? undefined,
    error: row.last_error ?? undefined,
    resultJobId: result.jobId,
    answer: result.answer,
    read: row.read_at !== null,
  };
}

export function viewMessage(row: OutboxRow): MessageView {
  return {
    ...summariseMessage(row),
    payload: JSON.parse(row.payload) as unknown,
    signed: row.secret_reference !== null,
  };
}
