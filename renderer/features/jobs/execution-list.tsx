import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { ExecutionStatusBadge } from "../../ui/status-badge.tsx";
import { classes } from "../../ui/tone-class.ts";
import { targetWords } from "../../ui/target-words.ts";
import { Stopwatch } from "./job-times.tsx";
import { serversOfJob } from "./job-servers.ts";
import { isUnfinished } from "./job-words.ts";
import styles from "./execution-list.module.css";

/** Stands in an address for all logs in one. */
export const mergedId = "all";

export interface ExecutionListProps {
  readonly job: JobView;
  readonly chosenId: string | undefined;
  /** The tab that an execution is opened in; the log when absent. */
  readonly tab?: string;
  /** Offers all logs in one, too; it is chosen when its id, `all`, is. */
  readonly offersAll?: boolean;
}

/** Every execution of a job, the latest attempt first; each leads to its log. */
export function ExecutionList({ job, chosenId, tab, offersAll = false }: ExecutionListProps) {
  const attempts = [...Map.groupBy(job.executions, (execution) => execution.attempt)].sort(
    ([left], [right]) => right - left,
  );
  return (
    <nav className={styles.list} aria-label="Executions">
      {offersAll && (
        <a
          className={classes(styles.entry, chosenId === mergedId && styles.chosen)}
          href={paths.job(job.id, { execution: mergedId, tab })}
          {...(chosenId === mergedId ? { "aria-current": "true" } : {})}
        >
          <span className={styles.target}>All in one</span>
          <span className={styles.time}>{serversOfJob(job).length - job.notBegun.length}</span>
          <span>by time</span>
        </a>
      )}
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
      {job.notBegun.length > 0 && (
        <div className={styles.attempt}>
          <p className={styles.heading}>{isUnfinished(job) ? "Not begun yet" : "Not tried"}</p>
          <ul className={styles.entries} aria-label={isUnfinished(job) ? "Not begun yet" : "Not tried"}>
            {job.notBegun.map(({ serverId, name }) => (
              <li key={serverId} className={styles.left}>
                {name}
              </li>
            ))}
          </ul>
        </div>
      )}
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
