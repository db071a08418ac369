import type { JobRow } from "../store/tables.ts";
import type { JobTold } from "./job-told.ts";
import { failureMessage } from "../store/failure-text.ts";

/** Longer reasons are cut in what is sent, characters. */
const longestReason = 2_000;

const endings: Readonly<Partial<Record<JobRow["status"], string>>> = {
  completed: "completed",
  failed: "failed",
  timeout: "ran out of time",
  partial: "failed on some of its targets",
  cancelled: "was cancelled",
  needs_attention: "needs your decision",
};

/** How a job ended, as a sentence without its end. */
export function endingWords({ event_name: name, status }: Pick<JobRow, "event_name" | "status">): string {
  return `“${name}” ${endings[status] ?? status}`;
}

/** What a notice says below its title. */
export function reasonWords({ failure_message: message, exit_code: exitCode }: JobRow): string {
  if (message !== null) return cut(failureMessage(message));
  return exitCode === null ? "" : `Exit code ${String(exitCode)}`;
}

/** What a follow-up is handed as its input. */
export function followUpInput(job: JobRow, told: JobTold): unknown {
  const { id, event_name: event, event_id: eventId, status, exit_code: exitCode } = job;
  return { event, eventId, job: id, status, exitCode, ...told };
}

/** What an address is sent: type, time and data, as Standard Webhooks has it. */
export function callBody(job: JobRow, when: string, now: number): unknown {
  return {
    type: `job.${job.status}`,
    timestamp: new Date(now).toISOString(),
    data: {
      when,
      event: { id: job.event_id, name: job.event_name, version: job.event_version },
      job: {
        id: job.id,
        status: job.status,
        source: job.source,
        attempt: job.attempt,
        exitCode: job.exit_code,
        targets: JSON.parse(job.targets) as unknown,
        failure:
          job.failure_reason === null
            ? null
            : { reason: job.failure_reason, message: cut(failureMessage(job.failure_message ?? "")) },
        dueAt: instantText(job.due_at),
        queuedAt: instantText(job.queued_at),
        startedAt: instantText(job.started_at),
        finishedAt: instantText(job.finished_at),
      },
    },
  };
}

function instantText(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

function cut(text: string): string {
  return text.length > longestReason ? `${text.slice(0, longestReason - 1)}…` : text;
}
