/**
 * Why an execution did not succeed. Each reason says whose problem it is, whether trying again can help, what to do,
 * and which reserved exit code stands for it (the codes are those of the original product).
 */
export interface FailureKind {
  /** What happened, in a few words. */
  readonly title: string;
  /** What happened, and whether the script has run. */
  readonly meaning: string;
  readonly retryable: boolean;
  readonly concern: "script" | "server" | "this-computer" | "event" | "program";
  readonly exitCode: number;
  /** What to do, for whoever reads of it. */
  readonly remedy: string;
}

export const failureKinds = {
  nonzero_exit: {
    title: "The script reported a failure",
    meaning: "The script ended with an exit code other than 0: it said itself that something went wrong.",
    retryable: true,
    concern: "script",
    exitCode: 1,
    remedy: "Read the end of the log: the script itself reported the failure.",
  },
  timed_out: {
    title: "It ran longer than its timeout",
    meaning: "The script was still running when the event's timeout was over, and was stopped with all it had started.",
    retryable: true,
    concern: "script",
    exitCode: -1,
    remedy: "See in the log where it was slow; if it needs longer, raise the event's timeout.",
  },
  cancelled: {
    title: "It was cancelled",
    meaning: "Somebody stopped it, or a rule of the event did; what it did before that is done.",
    retryable: false,
    concern: "script",
    exitCode: -2,
    remedy: "Run it again when ready.",
  },
  connect_failed: {
    title: "The server could not be reached",
    meaning: "No connection to the server came about; the script was not started.",
    retryable: true,
    concern: "server",
    exitCode: -3,
    remedy: "Check that the server is up and that its address and port are right, then press Test on its page.",
  },
  authentication_failed: {
    title: "The server refused the login",
    meaning:
      "The server is there, but did not let the user in with the credential it was shown; the script was not started.",
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy:
      "Check the user's name and that the server knows the key, or replace the credential on the server's page; then press Test there.",
  },
  host_key_unknown: {
    title: "Nobody has accepted the host key",
    meaning:
      "It is the first connection, and nobody has said yet that the server is the right one; the script was not started.",
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy: "Press Test on the server's page, compare the fingerprint with the one its owner names, and accept it.",
  },
  host_key_changed: {
    title: "The host key has changed",
    meaning:
      "The server shows another host key than the accepted one: it was set up anew, or something else answers in its place. The script was not started.",
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy:
      "Ask the server's owner whether it was set up anew, and for the fingerprint. Only if it is the one shown, press Test on the server's page and accept it.",
  },
  session_failed: {
    title: "The server gave no command channel",
    meaning: "The login went well, but the server did not let a command run, or had no room for the run's files.",
    retryable: true,
    concern: "server",
    exitCode: -4,
    remedy:
      "Check that this user may run commands in a POSIX shell there, how many sessions the server allows, and its disk space; then press Test on its page.",
  },
  certificate_expired: {
    title: "The certificate has expired",
    meaning:
      "The certificate by which the server knows the user's key is not valid at this time; the script was not started.",
    retryable: false,
    concern: "server",
    exitCode: -3,
    remedy: "Have the certificate renewed and store it on the server's page. Check the clocks of both computers, too.",
  },
  jump_failed: {
    title: "The way to the server is blocked",
    meaning:
      "A server that leads to it could not be reached or did not pass the connection on; the script was not started.",
    retryable: true,
    concern: "server",
    exitCode: -3,
    remedy:
      "Press Test on the page of the server that leads to it, and see that it allows forwarding (AllowTcpForwarding) and reaches the address.",
  },
  payload_failed: {
    title: "The script did not arrive whole",
    meaning:
      "What arrived on the server is not what was sent, or could not be unpacked there; the script was not started.",
    retryable: true,
    concern: "server",
    exitCode: -5,
    remedy: "Run it again: it is sent anew. The server needs tar and one of sha256sum, shasum or openssl.",
  },
  runner_failed: {
    title: "The runner could not be put on the server",
    meaning:
      "The small program that starts scripts there could not be stored or does not run; the script was not started.",
    retryable: true,
    concern: "server",
    exitCode: -6,
    remedy:
      "See what the server said. The user needs a directory of their own there; another one than the home can be chosen on the server's page.",
  },
  server_disk_full: {
    title: "The server's disk is full",
    meaning: "The server had no room for the run's files or for what the script wrote.",
    retryable: true,
    concern: "server",
    exitCode: -5,
    remedy: "Free some space there, or choose a directory on another disk on the server's page; then run it again.",
  },
  server_read_only: {
    title: "The user may not write on the server",
    meaning: "The directory for runs cannot be written to by this user; the script was not started.",
    retryable: false,
    concern: "server",
    exitCode: -6,
    remedy: "Let the user write to their home there, or choose another directory on the server's page.",
  },
  server_missing: {
    title: "There is no server to run on",
    meaning: "The servers and groups that the event names have no server in use; nothing was started.",
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "Choose the event's servers again, or put a server into the group it names.",
  },
  docker_unavailable: {
    title: "Docker does not answer",
    meaning: "The event runs in a container, and Docker on this computer could not be asked for one.",
    retryable: true,
    concern: "this-computer",
    exitCode: -10,
    remedy: "Start Docker, or let the event run on this computer or on a server instead.",
  },
  image_missing: {
    title: "The image is missing",
    meaning: "The image is not on this computer, and could not be built or fetched.",
    retryable: false,
    concern: "event",
    exitCode: -10,
    remedy:
      "Pull or build it on the page of images, or with `cronium images build`; or name one that exists in the event.",
  },
  container_failed: {
    title: "The container could not be run",
    meaning: "Docker has the image, but could not run the script in it.",
    retryable: true,
    concern: "this-computer",
    exitCode: -10,
    remedy:
      "See what Docker said. The image must fit this computer's processor and hold `/bin/sh`; name another one in the event if it does not.",
  },
  out_of_memory: {
    title: "It ran out of memory",
    meaning:
      "The system ended a process of the script because there was no more memory for it. A container has 512 MiB unless its event says otherwise.",
    retryable: false,
    concern: "script",
    exitCode: 137,
    remedy:
      "Have the script use less memory at once, or raise the memory limit of its container in the event. The limit was reached even where the job's page shows less: its figures are looks from time to time, and can miss the peak.",
  },
  interpreter_missing: {
    title: "The interpreter is missing",
    meaning: "Where the script was to run there is no Bash, Python or Node.js for it; it was not started.",
    retryable: false,
    concern: "server",
    exitCode: 127,
    remedy: "Install the interpreter where the event runs, name an image that has it, or run the event elsewhere.",
  },
  secret_missing: {
    title: "A secret is missing",
    meaning: "The event or the server has a secret that the vault does not hold any more.",
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "Enter it again: a variable in the event, a key or password on the server's page.",
  },
  invalid_event: {
    title: "The event is not valid",
    meaning: "The event holds something that no script can be started with.",
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "Open the event and correct what is named here.",
  },
  disk_full: {
    title: "The disk is full",
    meaning:
      "What the script wrote could not be kept for want of space, so the run was stopped. What was kept before is whole.",
    retryable: true,
    concern: "this-computer",
    exitCode: -99,
    remedy: "Free some space on this computer's disk, or have fewer logs kept (Settings), then run it again.",
  },
  log_failed: {
    title: "The log could not be written",
    meaning: "What the script wrote could not be kept, so the run was stopped. What was kept before is whole.",
    retryable: true,
    concern: "this-computer",
    exitCode: -99,
    remedy:
      "See that the disk is sound and that the data directory belongs to you and can be written to; `cronium doctor` checks it.",
  },
  no_answer: {
    title: "The request got no answer",
    meaning: "No answer came from the address: it has no such name, refused the connection, or took too long.",
    retryable: true,
    concern: "server",
    exitCode: -99,
    remedy: "Check the address, and that its server is up and can be reached from this computer.",
  },
  address_refused: {
    title: "The address is not allowed",
    meaning: "The request would have gone to an address that the event does not name, and was not made.",
    retryable: false,
    concern: "event",
    exitCode: -20,
    remedy: "Name the address in the event if it is meant, or allow what the message tells of in the event's request.",
  },
  answer_error: {
    title: "The server could not do it now",
    meaning: "An answer came that tells of trouble which may pass: too many requests, or a fault of the server.",
    retryable: true,
    concern: "server",
    exitCode: 1,
    remedy: "See the answer in the log, and try again later; the owner of the server knows more.",
  },
  answer_unexpected: {
    title: "The answer is not a success",
    meaning: "An answer came, but by its status or body it is not what the event counts as success.",
    retryable: false,
    concern: "event",
    exitCode: 1,
    remedy: "See the answer in the log, and correct the request, or what the event counts as success.",
  },
  lost: {
    title: "Nobody can say how it ended",
    meaning:
      "The run is gone without an exit code: its computer restarted, it was killed from outside, or its files were removed. It may have done its work.",
    retryable: false,
    concern: "program",
    exitCode: -99,
    remedy: "Look at its log and check its effect, then mark it done or failed, or run it again.",
  },
  internal: {
    title: "A fault of the program",
    meaning: "The program could not carry it through, for a reason it does not know.",
    retryable: true,
    concern: "program",
    exitCode: -99,
    remedy: "Run it again. If it comes back, `cronium doctor` and `cronium.log` in the data directory say more.",
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
  /** What to do in this very case; absent: what the reason says. The line is what it asks to be put somewhere. */
  readonly remedy?: string | undefined;
  readonly line?: string | undefined;
}
export function remedyOf({ reason, remedy }: Pick<Failure, "reason" | "remedy">): string {
  return remedy ?? failureKinds[reason].remedy;
}
