import { Tooltip } from "@mantine/core";
import type { JobSummary } from "../../bridge/views.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useClocked } from "../../time/clock.ts";
import { relativeText, stopwatchText } from "../../time/format-duration.ts";
import { exactText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { DurationBar } from "../../ui/duration-bar.tsx";
import { jobLooks } from "../../ui/status-looks.ts";
import styles from "./jobs.module.css";

type Times = Pick<JobSummary, "dueAt" | "queuedAt" | "startedAt" | "finishedAt">;

/** The latest thing that happened to a job and when; the other instants on hover. */
export function LatestTime({ job }: { readonly job: Times }) {
  const style = useTimeStyle();
  const steps = [
    ["Due", job.dueAt],
    ["Queued", job.queuedAt],
    ["Started", job.startedAt],
    ["Finished", job.finishedAt],
  ] as const;
  const known = steps.flatMap(([word, at]) => (at === undefined ? [] : [{ word, at }]));
  const latest = known.findLast((step) => step.word !== "Finished") ?? { word: "Queued", at: job.queuedAt };
  const text = useClocked((now) => relativeText(latest.at, now));
  return (
    <Tooltip
      label={
        <span className={styles.instants}>
          {known.map((step) => (
            <span key={step.word}>
              {step.word} {exactText(step.at, style)}
            </span>
          ))}
        </span>
      }
    >
      <span>
        {latest.word !== "Started" && <span className={styles.quiet}>{latest.word} </span>}
        <time dateTime={new Date(latest.at).toISOString()}>{text}</time>
      </span>
    </Tooltip>
  );
}

/** One of a job's instants, where it has it. */
export function TimeCell({ at }: { readonly at: number | undefined }) {
  return at === undefined ? <span className={styles.quiet}>–</span> : <RelativeTime at={at} />;
}

export interface JobDurationProps {
  readonly job: Pick<JobSummary, "status" | "startedAt" | "durationMs" | "availableAt" | "attempt">;
  readonly history: readonly number[];
}

/** How long a job took, or has been running. */
export function JobDuration({ job, history }: JobDurationProps) {
  if (job.durationMs !== undefined) {
    return <DurationBar durationMs={job.durationMs} history={history} tone={jobLooks[job.status].tone} />;
  }
  if (job.status === "queued" || job.startedAt === undefined) return <Wait job={job} />;
  return <Stopwatch since={job.startedAt} />;
}

/** How long something has been going on. @param since epoch milliseconds */
export function Stopwatch({ since }: { readonly since: number }) {
  return <span>{useClocked((now) => stopwatchText(now - since))}</span>;
}

/** Until when a queued job waits, if it waits for an instant. */
function Wait({ job }: { readonly job: JobDurationProps["job"] }) {
  const text = useClocked((now) =>
    job.status === "queued" && job.availableAt > now
      ? `${job.attempt > 0 ? "next try" : "starts"} ${relativeText(job.availableAt, now)}`
      : "",
  );
  return <span className={styles.quiet}>{text}</span>;
}
