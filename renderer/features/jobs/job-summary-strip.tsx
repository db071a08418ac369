import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { JobView } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { KeyValueStrip, type KeyValue } from "../../ui/key-values.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { JobDuration } from "./job-times.tsx";
import { ExitCode } from "./exit-code.tsx";
import { goodRunsAsked } from "./good-run.ts";
import { isUnfinished } from "./job-words.ts";
import styles from "./job.module.css";

/** What matters of a job, at a glance. */
export function JobSummaryStrip({ job }: { readonly job: JobView }) {
  const api = useApi();
  const event = useQuery(api.events.get.queryOptions({ id: job.eventId }, { retry: false }));
  const earlier = useQuery(
    api.jobs.list.queryOptions({ eventId: job.eventId, statuses: ["completed"], limit: goodRunsAsked }),
  );
  const schedule = event.data?.schedule;
  const zone =
    schedule === undefined || schedule === null || schedule.kind === "interval" ? undefined : schedule.timezone;
  const history = (earlier.data?.jobs ?? []).flatMap((other) =>
    other.id === job.id || other.durationMs === undefined ? [] : [other.durationMs],
  );
  const instant = (at: number | undefined) =>
    at === undefined ? (
      <span className={styles.quiet}>{isUnfinished(job) ? "Not yet" : "Never"}</span>
    ) : (
      <ZonedTime at={at} seconds {...(zone === undefined ? {} : { zone })} />
    );
  const items: KeyValue[] = [
    ...(job.dueAt === undefined ? [] : [{ label: "Due", value: instant(job.dueAt) }]),
    { label: "Queued", value: instant(job.queuedAt) },
    { label: "Started", value: instant(job.startedAt) },
    { label: "Finished", value: instant(job.finishedAt) },
    { label: "Duration", value: <JobDuration job={job} history={history} />, wide: history.length > 0 },
    { label: "Timeout", value: elapsedText(job.timeoutMs) },
    { label: "Attempt", value: job.attempt === 0 ? "–" : `${String(job.attempt)} of ${String(job.attemptsAllowed)}` },
    {
      label: "Exit code",
      value: (
        <ExitCode
          code={job.exitCode}
          reason={job.failure?.reason}
          {...(job.status === "partial" ? { targets: job.targets.length } : {})}
        />
      ),
    },
  ];
  return <KeyValueStrip label="Summary" items={items} />;
}
