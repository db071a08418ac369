import { Tooltip } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { EventView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { TargetChips } from "../../ui/chips.tsx";
import { KeyValueStrip } from "../../ui/key-values.tsx";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZoneChip, ZonedTime } from "../../ui/zoned-time.tsx";
import { counterWords, type CounterWords } from "./counter-words.ts";
import styles from "./event-detail.module.css";
import { percentText, recordOf, type RunRecord } from "./run-record.ts";
import { scheduleText, targetsOf } from "./summary-words.ts";
import { useEventJobs } from "./use-event-jobs.ts";

/** What matters most about an event, under its title. */
export function EventSummaryStrip({ event }: { readonly event: EventView }) {
  const jobs = useEventJobs(event.id);
  const record = jobs.data === undefined ? undefined : recordOf(jobs.data.jobs);
  const counters = counterWords(event);
  return (
    <KeyValueStrip
      label="Summary"
      items={[
        { label: "Next due", value: <NextDue event={event} />, wide: true },
        { label: "Last run", value: <LastRun event={event} /> },
        {
          label:
            record === undefined || record.judged === 0 ? "Latest runs" : `Latest ${counted(record.judged, "run")}`,
          value: record === undefined ? null : <Record record={record} />,
        },
        ...(counters.runs === undefined && counters.failures === undefined
          ? []
          : [{ label: "Counted", value: <Counters words={counters} /> }]),
        {
          label: "Runs on",
          value: <TargetChips targets={targetsOf(event.runsOn)} place={event.place} shown={1} />,
        },
      ]}
    />
  );
}

function Record({ record }: { readonly record: RunRecord }) {
  if (record.judged === 0) return <span className={styles.quiet}>none has ended yet</span>;
  return (
    <span className={styles.stack}>
      <Tooltip label={`${String(record.completed)} of ${String(record.judged)}`}>
        <span>{percentText(record.completed, record.judged)} completed</span>
      </Tooltip>
      {record.averageMs !== undefined && (
        <span className={styles.quiet}>{elapsedText(record.averageMs)} on average</span>
      )}
    </span>
  );
}

function Counters({ words }: { readonly words: CounterWords }) {
  return (
    <span className={styles.stack}>
      {words.runs !== undefined && <span>{words.runs}</span>}
      {words.failures !== undefined && (
        <span className={words.near ? classes(styles.near, toneClass("partial")) : styles.quiet}>
          {words.near && <IconAlertTriangle size={13} aria-hidden />}
          {words.failures}
        </span>
      )}
    </span>
  );
}

function NextDue({ event }: { readonly event: EventView }) {
  const { schedule, nextDueAt, nextDueOn, status } = event;
  if (schedule === null) return <span className={styles.quiet}>by hand only</span>;
  const words = (
    <span className={styles.words}>
      <span className={styles.quiet}>{scheduleText(event)}</span> <ZoneChip zone={schedule.timezone} />
    </span>
  );
  if (nextDueAt === undefined) {
    return (
      <span className={styles.stack}>
        <span>{status === "ACTIVE" ? "never again" : "not while it is not active"}</span>
        {words}
      </span>
    );
  }
  return (
    <span className={styles.stack}>
      <b>
        <RelativeTime at={nextDueAt} zone={schedule.timezone} focusable />
        {nextDueOn !== undefined && ` on ${nextDueOn}`}
      </b>
      <ZonedTime at={nextDueAt} zone={schedule.timezone} />
      {words}
    </span>
  );
}

function LastRun({ event }: { readonly event: EventView }) {
  const running = event.unfinished > 0 && (
    <a className={styles.line} href={paths.jobs({ event: event.id, status: "queued,claimed,running" })}>
      <JobStatusBadge status={event.running > 0 ? "running" : "queued"} />
      {event.unfinished > 1 && <span className={styles.quiet}>{event.unfinished} jobs</span>}
    </a>
  );
  if (event.last === undefined) return running || <span className={styles.quiet}>never ran</span>;
  return (
    <span className={styles.stack}>
      {running}
      <a className={styles.line} href={paths.job(event.last.jobId)}>
        <JobStatusBadge status={event.last.status} />
      </a>
      <span className={styles.quiet}>
        {event.last.durationMs !== undefined && `${elapsedText(event.last.durationMs)}, `}
        <RelativeTime at={event.last.at} focusable />
      </span>
    </span>
  );
}
