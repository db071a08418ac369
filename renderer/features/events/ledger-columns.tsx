import type { ReactNode } from "react";
import { elapsedText } from "../../time/format-duration.ts";
import type { OccurrenceView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { JobStatusBadge, OccurrenceBadge } from "../../ui/status-badge.tsx";
import { jobLooks } from "../../ui/status-looks.ts";
import type { Column } from "../../ui/table-column.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { causeWords } from "./cause-words.ts";
import styles from "./ledger.module.css";
import type { LedgerRow } from "./schedule-seams.ts";

type Cell = (occurrence: OccurrenceView) => ReactNode;

function column(key: string, title: string, width: number | undefined, cell: Cell): Column<LedgerRow> {
  return {
    key,
    title,
    ...(width === undefined ? {} : { width }),
    cell: (row) => (row.kind === "occurrence" ? cell(row.occurrence) : null),
  };
}

/** How long after it was due its job started, and how long that took: both show trouble down a column. */
function Times({ run, dueAt }: OccurrenceView) {
  if (run?.startedAt === undefined) return <span className={styles.quiet}>–</span>;
  const took = run.finishedAt === undefined ? undefined : elapsedText(run.finishedAt - run.startedAt);
  return (
    <span>
      +{elapsedText(Math.max(0, run.startedAt - dueAt))}
      <span className={styles.quiet}>{took === undefined ? ", running" : `, took ${took}`}</span>
    </span>
  );
}

/** How its job ended, as the way to it. */
function Outcome({ run, jobId }: OccurrenceView) {
  if (run === undefined) {
    return jobId === undefined ? <span className={styles.quiet}>no job</span> : <a href={paths.job(jobId)}>Open job</a>;
  }
  const exit = run.exitCode === undefined || run.exitCode === 0 ? undefined : `exit ${String(run.exitCode)}`;
  return (
    <span className={styles.outcome}>
      {run.jobKept ? (
        <a href={paths.job(run.jobId)} aria-label={`${jobLooks[run.status].word}: open job`}>
          <JobStatusBadge status={run.status} waits={run.waitingFor !== undefined} />
        </a>
      ) : (
        <JobStatusBadge status={run.status} waits={run.waitingFor !== undefined} />
      )}
      {(exit ?? (run.byHand ? "by hand" : undefined)) !== undefined && (
        <span className={styles.quiet}>{exit ?? "by hand"}</span>
      )}
    </span>
  );
}

/** @param zone that of the schedule @param roomy whether there is room for more than what everybody needs: cause, start and length */
export function ledgerColumns(zone: string, roomy: boolean): readonly Column<LedgerRow>[] {
  const times = [column("times", "Started, took", 168, (occurrence) => <Times {...occurrence} />)];
  const ago = [
    column("ago", "Seen from now", 120, ({ dueAt }) => (
      <span className={styles.quiet}>
        <RelativeTime at={dueAt} zone={zone} />
      </span>
    )),
  ];
  return [
    column("due", "Due", 232, ({ dueAt }) => <ZonedTime at={dueAt} seconds zone={zone} />),
    ...(roomy ? ago : []),
    column("decision", "Decision", roomy ? 196 : 112, ({ decision, cause }) => (
      <span className={styles.outcome}>
        <OccurrenceBadge decision={decision} />
        {roomy && <span className={styles.quiet}>{causeWords[cause]}</span>}
      </span>
    )),
    column("reason", "Why", undefined, ({ decision, cause, reason }) => (
      <span title={reason}>
        {!roomy && decision !== "run" && <span className={styles.quiet}>{causeWords[cause]}: </span>}
        {reason}
      </span>
    )),
    column("outcome", "Its job", 156, (occurrence) => <Outcome {...occurrence} />),
    ...(roomy ? times : []),
  ];
}
