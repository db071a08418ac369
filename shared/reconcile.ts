/** What one look at what is left found and put right; ids of jobs or executions. */
export interface ReconcileFindings {
  /** Jobs that were claimed or running with nobody at work on them: taken up, their executors asked. */
  readonly takenUp: readonly string[];
  /** Jobs that the program could not carry through: brought to a person. */
  readonly broughtToPerson: readonly string[];
  /** Unfinished executions that their job had left behind: stopped and closed. */
  readonly strays: readonly string[];
  /** Ended executions whose container or spool was still there: removed. */
  readonly cleanedUp: readonly string[];
  /** Executions that the database does not know, or needs no more, of which a container or spool was there: removed. */
  readonly removed: readonly string[];
}

export type ReconcileCause = "start" | "wake" | "interval";

export interface ReconcileReport {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly why: ReconcileCause;
  readonly findings: ReconcileFindings;
}

/** The latest look, and the latest that found anything, since the program started. */
export interface ReconcileState {
  readonly latest: ReconcileReport | undefined;
  readonly latestFind: ReconcileReport | undefined;
}

const words: Readonly<Record<keyof ReconcileFindings, readonly [one: string, several: string]>> = {
  takenUp: ["job was taken up", "jobs were taken up"],
  broughtToPerson: ["job was brought to a person", "jobs were brought to a person"],
  strays: ["execution without its job was closed", "executions without their job were closed"],
  cleanedUp: ["ended run was cleaned up after", "ended runs were cleaned up after"],
  removed: ["run that nothing needs was removed", "runs that nothing needs were removed"],
};

/** What was found, for people; undefined when nothing was. */
export function findingsText(findings: ReconcileFindings): string | undefined {
  const parts = (Object.keys(words) as (keyof ReconcileFindings)[]).flatMap((name) => {
    const count = findings[name].length;
    return count === 0 ? [] : [`${String(count)} ${words[name][count === 1 ? 0 : 1]}`];
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}
