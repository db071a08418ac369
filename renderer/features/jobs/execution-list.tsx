import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { ExecutionStatusBadge } from "../../ui/status-badge.tsx";
import { classes } from "../../ui/tone-class.ts";
import { Stopwatch } from "./job-times.tsx";
import { targetWords } from "./job-words.ts";
import styles from "./execution-list.module.css";

export interface ExecutionListProps {
  readonly job: JobView;
  readonly chosenId: string | undefined;
  /** The tab that an execution is opened in; the log when absent. */
  readonly tab?: string;
}

/** Every execution of a job, the latest attempt first; each leads to its log. */
export function ExecutionList({ job, chosenId, tab }: ExecutionListProps) {
  const attempts = [...Map.groupBy(job.executions, (execution) => execution.attempt)].sort(
    ([left], [right]) => right - left,
  );
  return (
    <nav className={styles.list} aria-label="Executions">
      {attempts.map(([attempt, executions]) => (
        <div key={attempt} className={styles.attempt}>
          {attempts.length > 1 && <p className={styles.heading}>Attempt {attempt}</p>}
          <ul className={styles.entries} aria-label={`Attempt ${String(attempt)}`}>
            {executions.map((execution) => (
              <li key={execution.id}>
                <Entry jobId={job.id} tab={tab} execution={execution} chosen={execution.id === chosenId} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

interface EntryProps {
  readonly jobId: string;
  readonly tab: string | undefined;
  readonly execution: ExecutionView;
  readonly chosen: boolean;
}

function Entry({ jobId, tab, execution, chosen }: EntryProps) {
  return (
    <a
      className={classes(styles.entry, chosen && styles.chosen)}
      href={paths.job(jobId, { execution: execution.id, tab })}
      {...(chosen ? { "aria-current": "true" } : {})}
    >
      <span className={styles.target}>{targetWords(execution.target)}</span>
      <span className={styles.time}>
        {execution.durationMs === undefined ? (
          <Stopwatch since={execution.startedAt} />
        ) : (
          elapsedText(execution.durationMs)
        )}
      </span>
      <ExecutionStatusBadge status={execution.status} />
      <span className={styles.time}>
        {execution.exitCode === undefined ? "" : `exit ${String(execution.exitCode)}`}
      </span>
    </a>
  );
}
