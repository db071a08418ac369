import type { Readable, Writable } from "node:stream";
import type { Failure } from "../../../shared/failure.ts";

/** One running command somewhere, with its streams apart. */
export interface CommandChannel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The command's exit code, or undefined when the link to it broke first. Never rejects. */
  readonly ended: Promise<number | undefined>;
  /** Lets go of the command: its stdin closes and its output is no longer taken. May be called at any time. */
  close(): void;
}

/** Opens commands in one place. */
export interface Commands {
  /** What a person calls the place, such as a server's name. */
  readonly place: string;
  /**
   * Starts a command. `lasting` ones may stay open as long as a script runs; `brief` ones answer and end, and are
   * served even when as many lasting ones as the place allows are open.
   * @throws UnreachableError when the place cannot be reached at all
   * @throws LinkLostError when it could be, and then no more
   * @throws the signal's reason when that aborts first
   */
  open(command: string, use: "brief" | "lasting", signal: AbortSignal): Promise<CommandChannel>;
}

/** The place cannot be reached; the failure says why. Nothing was started by the attempt. */
export class UnreachableError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, cause === undefined ? undefined : { cause });
    this.name = "UnreachableError";
    this.failure = failure;
  }
}

/** The link broke while a command was under way: what it did is unknown until the place is asked again. */
export class LinkLostError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "LinkLostError";
  }
}
