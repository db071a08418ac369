import { useMemo, useState } from "react";
import { isToldInLists } from "../../../shared/waiting.ts";
import type { EventView, JobSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { useClocked } from "../../time/clock.ts";
import { stopwatchText } from "../../time/format-duration.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { DurationBar } from "../../ui/duration-bar.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { jobLooks } from "../../ui/status-looks.ts";
import type { Column } from "../../ui/table-column.ts";
import { WaitingLine } from "../../ui/waiting-for.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./event-detail.module.css";
import { recordOf } from "./run-record.ts";
import { recordedJobs, useEventJobs } from "./use-event-jobs.ts";

/** The core lists no more at once; the rest is on the jobs screen. */
const mostJobs = 500;

const sourceWords: Readonly<Record<JobSummary["source"], string>> = {
  schedule: "schedule",
  manual: "by hand",
  retry: "run again",
  action: "after another job",
};

function columnsOf(history: readonly number[]): readonly Column<JobSummary>[] {
  return [
    {
      key: "status",
      title: "Outcome",
      width: 136,
      cell: (job) => (
        <a href={paths.job(job.id)}>
          <JobStatusBadge status={job.status} waits={job.waitingFor !== undefined} />
        </a>
      ),
    },
    {
      key: "started",
      title: "Started",
      width: 168,
      cell: (job) => <ZonedTime at={job.startedAt ?? job.queuedAt} seconds />,
    },
    {
      key: "duration",
      title: "Duration and its history",
      width: 184,
      cell: (job) => <Duration job={job} history={history} />,
    },
    { key: "source", title: "Started by", width: 84, cell: (job) => sourceWords[job.source] },
    {
      key: "detail",
      title: "What happened",
      cell: (job) =>
        isToldInLists(job.waitingFor) ? (
          <WaitingLine waiting={job.waitingFor} wide={false} className={styles.quiet} />
        ) : (
          <span title={whatHappened(job)}>{whatHappened(job)}</span>
        ),
    },
  ];
}

function Duration({ job, history }: { readonly job: JobSummary; readonly history: readonly number[] }) {
  const running = useClocked((now) =>
    job.finishedAt === undefined && job.startedAt !== undefined ? stopwatchText(now - job.startedAt) : undefined,
  );
  if (running !== undefined) return <span className={styles.quiet}>{running} so far</span>;
  if (job.durationMs === undefined) return <span className={styles.quiet}>–</span>;
  return <DurationBar durationMs={job.durationMs} history={history} tone={jobLooks[job.status].tone} />;
}

function whatHappened(job: JobSummary): string {
  const attempts = job.attempt > 1 ? `attempt ${String(job.attempt)} of ${String(job.attemptsAllowed)}` : undefined;
  // The number alone is what one looks for down the column; the sentence is on the job's page. Where several servers
  // were asked it says nothing.
  const isScripts = job.failure?.reason === "nonzero_exit" && job.status !== "partial";
  const failure = isScripts ? `exit code ${String(job.exitCode)}` : job.failure?.message;
  return [attempts, failure].filter((part) => part !== undefined).join(" · ");
}

const keyOf = (job: JobSummary): string => job.id;
const hrefOf = (job: JobSummary): string => paths.job(job.id);

/** The jobs of an event, live, each against how long it usually takes. */
export function RunsTab({ event }: { readonly event: EventView }) {
  const [limit, setLimit] = useState(recordedJobs);
  const jobs = useEventJobs(event.id, limit);
  const data = jobs.data;
  const columns = useMemo(() => columnsOf(data === undefined ? [] : recordOf(data.jobs).durations), [data]);
  if (data === undefined) {
    if (jobs.error === null) return <LoadingRows rows={8} />;
    return <ErrorPanel title="The runs could not be listed" error={jobs.error} onRetry={() => void jobs.refetch()} />;
  }
  if (data.jobs.length === 0) {
    return (
      <EmptyState
        sentence={
          event.nextDueAt === undefined
            ? "It has not run yet. Run it now to see what it does."
            : "It has not run yet. Its first run is listed here as soon as it is due."
        }
      />
    );
  }
  return (
    <>
      <DataTable
        label="Runs"
        rows={data.jobs}
        rowKey={keyOf}
        columns={columns}
        rowHref={hrefOf}
        onEnd={() => {
          if (data.next !== undefined && !jobs.isPlaceholderData) setLimit(Math.min(mostJobs, limit + recordedJobs));
        }}
      />
      {data.next !== undefined && limit >= mostJobs && (
        <a href={paths.jobs({ event: event.id })}>All runs of this event</a>
      )}
    </>
  );
}
