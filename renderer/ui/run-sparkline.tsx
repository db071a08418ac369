import type { JobStatus } from "../../shared/words.ts";
import { elapsedText } from "../time/format-duration.ts";
import styles from "./run-sparkline.module.css";
import { jobLooks } from "./status-looks.ts";
import { classes, toneClass } from "./tone-class.ts";

export interface SparklineRun {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly durationMs?: number | undefined;
}

export interface RunSparklineProps {
  /** Oldest first. */
  readonly runs: readonly SparklineRun[];
  /** How many places there are; missing runs are shown as small marks at the left. */
  readonly places?: number;
}

const hollow: readonly JobStatus[] = ["queued", "claimed", "cancelled", "needs_attention"];
const notched: readonly JobStatus[] = ["failed", "timeout", "partial"];

function described(runs: readonly SparklineRun[]): string {
  if (runs.length === 0) return "No runs yet";
  return `Latest ${String(runs.length)} runs, oldest first: ${runs.map((run) => jobLooks[run.status].word.toLowerCase()).join(", ")}`;
}

/** The latest runs: colour and shape say how each ended, height how long it took. */
export function RunSparkline({ runs, places = 10 }: RunSparklineProps) {
  const longest = Math.max(1, ...runs.map((run) => run.durationMs ?? 0));
  const empty = Math.max(0, places - runs.length);
  return (
    <span className={styles.line} role="img" aria-label={described(runs)}>
      {Array.from({ length: empty }, (_, place) => (
        <span key={place} className={styles.none} />
      ))}
      {runs.map((run) => {
        const look = jobLooks[run.status];
        const height = 6 + Math.round(((run.durationMs ?? 0) / longest) * 12);
        const words = run.durationMs === undefined ? look.word : `${look.word}, ${elapsedText(run.durationMs)}`;
        return (
          <span
            key={run.jobId}
            title={words}
            className={classes(
              styles.run,
              toneClass(look.tone),
              hollow.includes(run.status) && styles.hollow,
              notched.includes(run.status) && styles.notched,
            )}
            style={{ height }}
          />
        );
      })}
    </span>
  );
}
