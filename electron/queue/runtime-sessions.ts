import type { RuntimeDoor } from "../executors/executor.ts";
import type { ExecutionRow } from "../store/tables.ts";
import type { JobWork } from "./job-definition.ts";

/** What a session is opened for. */
export interface RuntimeOpening {
  /** Its `token_hash` is that of the token an earlier process gave it: that one goes on to be good. */
  readonly execution: ExecutionRow;
  readonly work: JobWork;
}

/** The log of an execution as its session uses it. */
export interface SessionLog {
  /** Writes to the stream `system`. */
  write(text: string): Promise<void>;
  /** From now on these are masked in the log, too. */
  hide(secrets: readonly string[]): void;
  /** A text without what is masked in the log. */
  mask(text: string): string;
}

/** How the scripts of one execution reach the program, for as long as that runs. */
export interface RuntimeSession {
  /** What the script shows; in its environment as `CRONIUM_EXECUTION_TOKEN`, and a secret. */
  readonly token: string;
  /** SHA-256 of the token, hex: what is stored of it. */
  readonly tokenHash: string;
  readonly door: RuntimeDoor;
  /** What must stand neither in the log nor in the outcome: what makes the token good, and secrets it was handed. */
  secrets(): readonly string[];
  /** Calls are answered from here on; before, they are asked to come again. */
  connect(log: SessionLog): void;
  /**
   * The execution has ended: its token is refused from this moment on, even by calls that wait for their body.
   * Resolves when nothing it asked for is under way any more.
   */
  end(): Promise<void>;
  /** This process follows it no longer, though it goes on: calls are asked to come again. Resolves as `end` does. */
  leave(): Promise<void>;
}

/** Opens sessions; the runtime API stands behind it. */
export interface RuntimeSessions {
  open(opening: RuntimeOpening): Promise<RuntimeSession>;
}
