import { failureKinds, retryChoices, type FailureKind } from "../../../shared/failure.ts";

export type RetryChoice = (typeof retryChoices)[number];

/** Whose problem a failure is, as the heading of those that are. */
const concernWords: Readonly<Record<FailureKind["concern"], string>> = {
  script: "The script",
  server: "The server",
  "this-computer": "This computer",
  event: "The event",
  program: "The program",
};

/** What went wrong, in a few words. */
export const failureWords: Readonly<Record<RetryChoice, string>> = {
  nonzero_exit: "It ended with an exit code other than 0",
  timed_out: "It ran longer than its timeout",
  out_of_memory: "It ran out of memory",
  connect_failed: "The server could not be reached",
  authentication_failed: "The server refused the login",
  host_key_unknown: "Nobody has accepted the host key",
  host_key_changed: "The host key has changed",
  session_failed: "The server gave no command channel",
  interpreter_missing: "The interpreter is missing",
  docker_unavailable: "Docker does not answer",
  container_failed: "The container could not be run",
  disk_full: "The disk is full",
  log_failed: "The log could not be written",
  server_missing: "It names no server that exists",
  image_missing: "The image is missing",
  secret_missing: "A secret is missing",
  invalid_event: "The event is not valid",
  internal: "A fault of the program",
};

/** The failures one may choose from, by whose problem they are. */
export const failureGroups = Object.entries(concernWords).map(([concern, group]) => ({
  group,
  items: retryChoices
    .filter((reason) => failureKinds[reason].concern === concern)
    .map((value) => ({ value, label: failureWords[value] })),
}));

/** Those that are tried again unless an event chooses otherwise. */
export const usualChoices = retryChoices.filter((reason) => failureKinds[reason].retryable);
