import type { Failure } from "../../shared/failure.ts";
import type { ExecutionLog } from "../executors/executor.ts";
import type { KeptLog, LogWriter } from "../logs/log-writer.ts";

/**
 * Stands between an executor and the log: when the log cannot be written any more, the run is stopped and fails with
 * the reason, and what is stored stays intact.
 */
export interface LogGuard {
  readonly log: ExecutionLog;
  readonly failure: Failure | undefined;
  onFailure(listener: () => void): void;
  /** Masks these, too, from here on. */
  hide(secrets: readonly string[]): void;
  /** A text without what is masked in the log; nothing where there is no log. */
  mask(text: string): string;
  /** @param isEnd whether the output is complete; see the writer */
  close(isEnd: boolean): Promise<KeptLog>;
}

const nothingKept: KeptLog = { bytes: 0, sha256: "", droppedBytes: 0 };

/** @param opening a writer that cannot be opened counts as one that cannot write */
export async function createLogGuard(opening: Promise<LogWriter>): Promise<LogGuard> {
  let failure: Failure | undefined;
  let writer: LogWriter | undefined;
  let listener = (): void => undefined;

  function fail(error: unknown): void {
    if (failure !== undefined) return;
    const full = error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
    const message = error instanceof Error ? error.message : String(error);
    failure = full
      ? { reason: "disk_full", message: "The log could not be written for want of space, so the run was stopped" }
      : { reason: "log_failed", message: `The run was stopped, because its log could not be written: ${message}` };
    listener();
  }

  try {
    writer = await opening;
  } catch (error) {
    fail(error);
  }

  // Counted here and not by the writer: what comes after the failure is taken too, and let go of. Otherwise whoever
  // reads the script's output would be given the same bytes to write for ever.
  const taken = { stdout: 0, stderr: 0, system: 0, ...writer?.position() };

  return {
    get failure() {
      return failure;
    },
    onFailure(next) {
      listener = next;
    },
    hide(secrets) {
      writer?.hide(secrets);
    },
    mask: (text) => writer?.mask(text) ?? "",
    log: {
      position: () => ({ stdout: taken.stdout, stderr: taken.stderr }),
      async write(stream, bytes) {
        taken[stream] += bytes.length;
        if (failure !== undefined || writer === undefined) return;
        try {
          await writer.write(stream, bytes);
        } catch (error) {
          fail(error);
        }
      },
    },
    async close(isEnd) {
      try {
        return (await writer?.close(isEnd)) ?? nothingKept;
      } catch (error) {
        fail(error);
        return nothingKept;
      }
    },
  };
}
