import type { OccurrenceView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { clockText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import type { KeyValue } from "../../ui/key-values.tsx";
import { JobStatusBadge, OccurrenceBadge } from "../../ui/status-badge.tsx";
import { causeWords } from "./cause-words.ts";
import { CalendarLink } from "./calendar-link.tsx";
import styles from "./ledger.module.css";

export interface WhyOccurrenceProps {
  readonly occurrence: OccurrenceView;
  readonly zone: string;
  /** What is said already. */
  readonly told: string;
  /** Its decision stands above already. */
  readonly named: boolean;
}

/** A due instant from its decision to the end of its job. */
export function WhyOccurrence({ occurrence, zone, told, named }: WhyOccurrenceProps) {
  const style = useTimeStyle(zone);
  const { run, reason, cause, decision, dueAt, decidedAt } = occurrence;
  const after = (at: number): string => `${clockText(at, style, true)} (${sinceDue(at - dueAt)})`;
  const facts: KeyValue[] = [{ label: "Decided", value: after(decidedAt) }];
  if (run !== undefined) {
    facts.push({ label: "Queued", value: after(run.queuedAt) });
    if (run.startedAt !== undefined) facts.push({ label: "Started", value: after(run.startedAt) });
    if (run.finishedAt !== undefined) facts.push({ label: "Finished", value: after(run.finishedAt) });
    if (run.exitCode !== undefined) facts.push({ label: "Exit code", value: run.exitCode });
  }
  return (
    <div className={styles.found}>
      {(!named || !told.includes(reason)) && (
        <p className={styles.foundHead}>
          {!named && <OccurrenceBadge decision={decision} variant="filled" />}
          {!named && <span className={styles.quiet}>{causeWords[cause]}</span>}
          {!told.includes(reason) && <span>{`${reason.charAt(0).toUpperCase()}${reason.slice(1)}`}</span>}
        </p>
      )}
      <dl className={styles.facts}>
        {run !== undefined && (
          <div>
            <dt>{run.byHand ? "Run by hand" : "Its job"}</dt>
            <dd className={styles.outcome}>
              <JobStatusBadge status={run.status} />
              {run.jobKept ? <a href={paths.job(run.jobId)}>Open job</a> : <span>removed since</span>}
            </dd>
          </div>
        )}
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {run?.startedAt !== undefined && run.finishedAt !== undefined && (
          <div>
            <dt>Took</dt>
            <dd>{elapsedText(run.finishedAt - run.startedAt)}</dd>
          </div>
        )}
        {occurrence.calendar !== undefined && (
          <div>
            <dt>Calendar</dt>
            <dd>
              <CalendarLink name={occurrence.calendar} />
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function sinceDue(milliseconds: number): string {
  return milliseconds < 0 ? `${elapsedText(-milliseconds)} early` : `+${elapsedText(milliseconds)}`;
}
