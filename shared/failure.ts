/**
 * Why an execution did not succeed. Each reason says whose problem it is, whether trying again can help, what to do,
 * and which reserved exit code stands for it (the codes are those of the original product).
 */
export interface FailureKind {
  readonly retryable: boolean;
  readonly concern: "script" | "server" | "this-computer" | "event" | "program";
  readonly exitCode: number;
  readonly remedy: string;
}

export const failureKinds = {
  nonzero_exit: {
    retryable: true,
    concern: "script",
    exitCode: 1,
    remedy: "Read the end of the log: the script itself reported the failure.",
  },
  timed_out: {
    retryable: true,
    concern: "script",
    exitCode: -1,
    remedy: "See in the log where it was slow; if it needs longer, raise the event's timeout.",
  },
  cancelled: {
    retryable: false,
    concern: "script",
    exitCode: -2,
    remedy: "It was stopped on request. Run it again when ready.",
  },
  connect_failed: {
    retryable: true,
    concern: "server",
    exitCode: -3,
    remedy: "Check that the server is up and that its address and port are right, then press Test.",
  },
  authentication_failed: {
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy: "The server refused the user or the key. Replace the credential on the server's page, then press Test.",
  },
  host_key_unknown: {
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy: "Nobody has confirmed this server's host key yet. Press Test on its page and accept the fingerprint.",
  },
  host_key_changed: {
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy: "The server shows another host key than the pinned one. Find out why before you accept the new one.",
  },
  session_failed: {
    retryable: true,
    concern: "server",
    exitCode: -4,
    remedy: "The server accepted the connection but not the command channel. Check its limits and disk space.",
  },
  server_missing: {
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "The event names no server that exists. Choose its servers again.",
  },
  docker_unavailable: {
    retryable: true,
    concern: "this-computer",
    exitCode: -10,
    remedy: "Start Docker, or let the event run on this computer or on a server instead.",
  },
  image_missing: {
    retryable: false,
    concern: "event",
    exitCode: -10,
    remedy: "Pull or build the image, or name one that exists in the event.",
  },
  container_failed: {
    retryable: true,
    concern: "this-computer",
    exitCode: -10,
    remedy: "Docker refused to run the container; its own words are in the details.",
  },
  out_of_memory: {
    retryable: false,
    concern: "script",
    exitCode: 137,
    remedy: "The script needed more memory than it may have. Use less, or raise the event's memory limit.",
  },
  interpreter_missing: {
    retryable: false,
    concern: "server",
    exitCode: 127,
    remedy: "Install the interpreter where the event runs, or run the event elsewhere.",
  },
  secret_missing: {
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "A secret the event needs is no longer in the vault. Enter it again.",
  },
  invalid_event: {
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "Open the event and correct what is marked.",
  },
  disk_full: {
    retryable: true,
    concern: "this-computer",
    exitCode: -99,
    remedy: "Free some space: the log could not be written, so the run was stopped.",
  },
  log_failed: {
    retryable: true,
    concern: "this-computer",
    exitCode: -99,
    remedy:
      "The log could not be written, so the run was stopped. See that the disk is sound and that the data directory belongs to you and can be written to; `cronium doctor` checks it.",
  },
  lost: {
    retryable: false,
    concern: "program",
    exitCode: -99,
    remedy: "Nobody can say how it ended. Check its effect, then mark it done or failed, or retry it.",
  },
  internal: {
    retryable: true,
    concern: "program",
    exitCode: -99,
    remedy: "This is a fault of the program. The details help to mend it.",
  },
} as const satisfies Record<string, FailureKind>;

export type FailureReason = keyof typeof failureKinds;
export const failureReasons = Object.keys(failureKinds) as readonly FailureReason[];

/**
 * Those an event may choose to have tried again. What was cancelled never is, and for a run that was lost sight of the
 * event has a rule of its own.
 */
export const retryChoices = failureReasons.filter((reason) => reason !== "cancelled" && reason !== "lost");

/** A failure as it is stored and shown: the reason and, in plain words, what happened to what. */
export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
}
