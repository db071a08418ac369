import type { ExecutionOutcome } from "../executor.ts";
import type { SpoolStatus } from "./spool-source.ts";
import { neverStarted, type SpooledRun } from "./spooled-run.ts";

/** Reading on past the end of a run is tried this often; a spool that stays short has lost its end. */
const longestDrain = 5;

/**
 * Takes what is still missing of the log of a run that has ended, and says how it ended.
 * @returns undefined when it has not ended, or the program leaves first
 * @throws LinkLostError and UnreachableError, after which it can be tried again
 */
export async function settleRun(run: SpooledRun, status: SpoolStatus): Promise<ExecutionOutcome | undefined> {
  const { place } = run;
  switch (status.state) {
    case "running":
      return undefined;
    case "exited":
      if (!(await drain(run, status))) return undefined;
      if (status.whole) return { kind: "exited", exitCode: status.exitCode };
      return {
        kind: "failed",
        failure: {
          reason: run.spoolFull,
          message: `${place} could not keep the whole log (is its disk full?); the script ended with exit code ${String(status.exitCode)}`,
        },
      };
    case "gone": {
      if (!(await drain(run, status))) return undefined;
      const why = status.rebooted ? `${place} has restarted meanwhile` : "it was killed from outside, or crashed";
      return { kind: "unknown", message: `The run on ${place} is gone without having left an exit code: ${why}` };
    }
    case "starting":
      return { kind: "unknown", message: `The script was being started on ${place}, and nothing more is known of it` };
    case "unstarted":
      return neverStarted;
    case "absent":
      return { kind: "unknown", message: `${place} holds no trace of the run; its files have been removed` };
  }
}

/** @returns false when the program leaves before everything is taken */
async function drain(
  { source, context }: SpooledRun,
  sizes: { readonly stdout: number; readonly stderr: number },
): Promise<boolean> {
  for (let turn = 0; turn < longestDrain; turn += 1) {
    const position = context.log.position();
    if (position.stdout >= sizes.stdout && position.stderr >= sizes.stderr) return true;
    if (context.detach.aborted) return false;
    await source.follow(context.log, context.detach);
  }
  return !context.detach.aborted;
}
