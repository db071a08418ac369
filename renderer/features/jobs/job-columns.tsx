import { isToldInLists } from "../../../shared/waiting.ts";
import type { JobSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { TargetChips, placeOfTarget } from "../../ui/chips.tsx";
import { percentText } from "../../ui/progress-line.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { WaitingLine } from "../../ui/waiting-for.tsx";
import { JobDuration, LatestTime, TimeCell } from "./job-times.tsx";
import { outcomeWords, sourceWords } from "./job-words.ts";
import styles from "./jobs.module.css";

export interface JobColumnsParts {
  /** `wide`: room for each instant in a column of its own; `narrow`: only for what matters most. */
  readonly room: "narrow" | "medium" | "wide";
  readonly durations: ReadonlyMap<number, readonly number[]>;
}

const none: readonly number[] = [];
const dispensable: readonly string[] = ["source", "attempt", "where"];

function times(wide: boolean): readonly Column<JobSummary>[] {
  if (!wide) return [{ key: "when", title: "When", width: 136, cell: (job) => <LatestTime job={job} /> }];
  return [
    { key: "due", title: "Due", width: 120, cell: (job) => <TimeCell at={job.dueAt} /> },
    { key: "queued", title: "Queued", width: 120, cell: (job) => <TimeCell at={job.queuedAt} /> },
    { key: "started", title: "Started", width: 120, cell: (job) => <TimeCell at={job.startedAt} /> },
  ];
}

/** What the list shows of each job. */
export function jobColumns({ room, durations }: JobColumnsParts): readonly Column<JobSummary>[] {
  const wide = room === "wide";
  const all: readonly Column<JobSummary>[] = [
    {
      key: "event",
      title: "Event",
      cell: (job) => (
        <a className={styles.name} href={paths.job(job.id)} title={job.eventName}>
          {job.eventName}
        </a>
      ),
    },
    {
      key: "status",
      title: "Status",
      width: 138,
      cell: (job) => (
        <>
          <JobStatusBadge status={job.status} waits={job.waitingFor !== undefined} />
          {job.progress !== undefined && (
            <span className={styles.quiet} title={job.progress.message}>
              {" "}
              {percentText(job.progress.fraction)}
            </span>
          )}
          {job.cancelRequested && job.finishedAt === undefined && <span className={styles.quiet}> stopping</span>}
        </>
      ),
    },
    ...times(wide),
    {
      key: "duration",
      title: "Duration",
      width: 148,
      cell: (job) => <JobDuration job={job} history={durations.get(job.eventId) ?? none} />,
    },
    {
      key: "where",
      title: "Where",
      width: wide ? 200 : 134,
      cell: (job) => (
        <TargetChips targets={job.targets} place={placeOfTarget(job.targets[0] ?? "")} shown={wide ? 2 : 1} />
      ),
    },
    { key: "source", title: "Source", width: 84, cell: (job) => sourceWords[job.source] },
    {
      key: "attempt",
      title: "Try",
      width: 62,
      cell: (job) =>
        job.attempt === 0 ? (
          <span className={styles.quiet}>–</span>
        ) : (
          `${String(job.attempt)} of ${String(job.attemptsAllowed)}`
        ),
    },
    {
      key: "outcome",
      title: "Outcome",
      ...(wide ? {} : { width: 138 }),
      cell: (job) => {
        if (isToldInLists(job.waitingFor)) {
          return <WaitingLine waiting={job.waitingFor} wide={wide} className={styles.quiet} />;
        }
        const words = outcomeWords(job, wide);
        return (
          <span className={job.failure === undefined ? styles.quiet : undefined} title={outcomeWords(job, true)}>
            {words}
          </span>
        );
      },
    },
  ];
  return room === "narrow" ? all.filter((column) => !dispensable.includes(column.key)) : all;
}
