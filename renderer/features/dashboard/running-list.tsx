import type { JobSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { useClocked } from "../../time/clock.ts";
import { stopwatchText } from "../../time/format-duration.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { percentText } from "../../ui/progress-line.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { TargetChips } from "../../ui/chips.tsx";
import styles from "./dashboard.module.css";

export interface RunningListProps {
  readonly jobs: readonly JobSummary[];
  /** How many run in all; more than are listed. */
  readonly total: number;
}

/** What is running, and for how long. */
export function RunningList({ jobs, total }: RunningListProps) {
  if (jobs.length === 0) return <EmptyState compact sentence="Nothing is running right now." />;
  return (
    <>
      <ul>
        {jobs.map((job) => (
          <li key={job.id} className={styles.line}>
            <span className={styles.name}>
              <a href={paths.job(job.id)}>{job.eventName}</a>
              <TargetChips targets={job.targets} />
            </span>
            <span title={job.progress?.message}>
              <JobStatusBadge status={job.status} waits={job.waitingFor !== undefined} />
              {job.progress !== undefined && (
                <span className={styles.quiet}> {percentText(job.progress.fraction)}</span>
              )}
            </span>
            <span className={styles.soon}>
              <Stopwatch since={job.startedAt} />
            </span>
          </li>
        ))}
      </ul>
      {total > jobs.length && (
        <a className={styles.more} href={paths.jobs({ status: "running" })}>
          {total - jobs.length} more running
        </a>
      )}
    </>
  );
}

function Stopwatch({ since }: { readonly since: number | undefined }) {
  const text = useClocked((now) => (since === undefined ? "" : stopwatchText(now - since)));
  return <span className={styles.quiet}>{text}</span>;
}
