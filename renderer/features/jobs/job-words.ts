import { failureKinds, type FailureReason } from "../../../shared/failure.ts";
import type { JobSource } from "../../../shared/words.ts";
import type { JobSummary } from "../../bridge/views.ts";

export const sourceWords: Readonly<Record<JobSource, string>> = {
  schedule: "Schedule",
  manual: "By hand",
  retry: "Run again",
  action: "Follow-up",
};

const reserved: Readonly<Record<number, string>> = {
  [failureKinds.timed_out.exitCode]: "stopped at its timeout",
  [failureKinds.cancelled.exitCode]: "cancelled",
  [failureKinds.connect_failed.exitCode]: "the server could not be reached",
  [failureKinds.session_failed.exitCode]: "the server gave no command channel",
  [-5]: "the script could not be sent",
  [-6]: "the runner could not be set up",
  [failureKinds.docker_unavailable.exitCode]: "Docker could not run it",
  [failureKinds.server_missing.exitCode]: "the event is not valid",
  [failureKinds.internal.exitCode]: "it could not be run",
};

/** From here downwards, several failures have the same code. */
const sharedFrom = failureKinds.connect_failed.exitCode;

/** Numbers of signals that are the same on every system (POSIX). */
const signals: Readonly<Record<number, string>> = {
  1: "HUP",
  2: "INT",
  3: "QUIT",
  6: "ABRT",
  9: "KILL",
  13: "PIPE",
  14: "ALRM",
  15: "TERM",
};

/**
 * What an exit code means; undefined where only the script can know.
 * @param reason why it failed, where that is known
 * @param targets given for a job of which some targets failed: how many there were; 100 + n counts those that failed
 */
export function exitCodeMeaning(code: number, targets?: number, reason?: FailureReason): string | undefined {
  if (code === 0) return "success";
  // Several failures share a reserved code; which one it was is known.
  if (code <= sharedFrom && reason !== undefined) return lowerFirst(briefly[reason]);
  if (code < 0) return reserved[code] ?? "the program could not run it";
  if (targets !== undefined && code > 100) return `${String(code - 100)} of ${String(targets)} failed`;
  if (code === 126) return "the command could not be executed";
  if (code === 127) return "a command was not found";
  const signal = signals[code - 128];
  return code > 128 && signal !== undefined ? `ended by the signal ${signal}` : undefined;
}

/** What went wrong, in two or three words, where there is no room for the whole message. */
const briefly: Readonly<Record<FailureReason, string>> = {
  nonzero_exit: "Script failed",
  timed_out: "Too slow",
  cancelled: "On request",
  connect_failed: "Server not reached",
  authentication_failed: "Login refused",
  host_key_unknown: "Host key not accepted",
  host_key_changed: "Host key changed",
  session_failed: "No session",
  certificate_expired: "Certificate expired",
  jump_failed: "No way through",
  payload_failed: "Did not arrive",
  runner_failed: "No runner",
  server_disk_full: "Server's disk full",
  server_read_only: "May not write",
  server_missing: "Server missing",
  docker_unavailable: "No Docker",
  image_missing: "Image missing",
  container_failed: "Container failed",
  out_of_memory: "Out of memory",
  interpreter_missing: "Interpreter missing",
  secret_missing: "Secret missing",
  invalid_event: "Event not valid",
  disk_full: "Disk full",
  log_failed: "Log not written",
  no_answer: "No answer",
  address_refused: "Address not allowed",
  answer_error: "Server trouble",
  answer_unexpected: "Not a success",
  lost: "Lost sight of",
  internal: "Program fault",
};

/** The outcome of a job for a list: in full, or in few words. */
export function outcomeWords(job: JobSummary, inFull: boolean): string {
  const { failure, exitCode } = job;
  if (failure !== undefined && inFull) return failure.message;
  if (job.status === "needs_attention" && (failure?.reason === "timed_out" || failure?.reason === "cancelled")) {
    return "Still alive";
  }
  if (job.status === "partial" && exitCode !== undefined) return exitCodeMeaning(exitCode, job.targets.length) ?? "";
  if (failure !== undefined && failure.reason !== "nonzero_exit") return briefly[failure.reason];
  if (exitCode === undefined) return failure === undefined ? "" : briefly[failure.reason];
  return `Exit code ${String(exitCode)}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** Whether a job is still going somewhere by itself. */
export function isUnfinished(job: Pick<JobSummary, "status">): boolean {
  return job.status === "queued" || job.status === "claimed" || job.status === "running";
}

/** A name for a file: what would mislead a file system is replaced. */
export function logFileName(eventName: string, jobId: string, target: string): string {
  const parts = [eventName, jobId, target].map((part) => part.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-"));
  return `${parts.join("_")}.log`;
}
