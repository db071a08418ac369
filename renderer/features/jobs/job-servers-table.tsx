import { IconCircleDashed } from "@tabler/icons-react";
import { rolloutWords } from "../../../shared/rollout-words.ts";
import type { JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { counted } from "../../ui/plural.ts";
import { ExecutionStatusBadge, LookBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { ExitCode } from "./exit-code.tsx";
import { serversOfJob, type JobServer } from "./job-servers.ts";
import { Stopwatch } from "./job-times.tsx";
import { isUnfinished } from "./job-words.ts";
import styles from "./job.module.css";

/** How a job stands on each of its servers. */
export function JobServers({ job }: { readonly job: JobView }) {
  const servers = serversOfJob(job);
  return (
    <div className={styles.output}>
      <p className={styles.quiet}>
        {summaryWords(job, servers)} How it is spread: {rolloutWords(job.rollout, elapsedText)}.
      </p>
      <DataTable
        label="Servers"
        rows={servers}
        rowKey={({ key }) => key}
        columns={columnsFor(job)}
        rowHref={({ execution }) =>
          execution === undefined ? undefined : paths.job(job.id, { execution: execution.id })
        }
      />
    </div>
  );
}

function columnsFor(job: JobView): readonly Column<JobServer>[] {
  return [
    {
      key: "server",
      title: "Server",
      width: 180,
      cell: ({ name, execution }) =>
        execution === undefined ? name : <a href={paths.job(job.id, { execution: execution.id })}>{name}</a>,
    },
    {
      key: "status",
      title: "Status",
      width: 140,
      cell: ({ execution }) =>
        execution === undefined ? <NotBegun job={job} /> : <ExecutionStatusBadge status={execution.status} />,
    },
    {
      key: "exit",
      title: "Exit code",
      width: 130,
      cell: ({ execution }) =>
        execution !== undefined && <ExitCode code={execution.exitCode} reason={execution.failure?.reason} />,
    },
    {
      key: "took",
      title: "Took",
      width: 90,
      align: "end",
      cell: ({ execution }) => {
        if (execution === undefined) return "–";
        const { durationMs, startedAt } = execution;
        return durationMs === undefined ? <Stopwatch since={startedAt} /> : elapsedText(durationMs);
      },
    },
    { key: "attempts", title: "Attempts", width: 80, align: "end", cell: ({ attempts }) => attempts },
    {
      key: "why",
      title: "Why",
      cell: ({ execution }) => <span title={execution?.failure?.message}>{execution?.failure?.message}</span>,
    },
  ];
}

/** What a server is told to be on which it has not begun. */
function NotBegun({ job }: { readonly job: JobView }) {
  const word = isUnfinished(job) ? "Not begun yet" : "Not tried";
  return <LookBadge look={{ word, icon: IconCircleDashed, tone: "queued" }} />;
}

function summaryWords(job: JobView, servers: readonly JobServer[]): string {
  const having = (status: string): number => servers.filter(({ execution }) => execution?.status === status).length;
  const done = having("completed");
  const running = having("running") + having("starting");
  const left = servers.filter(({ execution }) => execution === undefined).length;
  const wrong = servers.length - done - running - left;
  const parts = [
    ...(done > 0 ? [`done on ${String(done)}`] : []),
    ...(running > 0 ? [`under way on ${String(running)}`] : []),
    ...(wrong > 0 ? [`failed on ${String(wrong)}`] : []),
    ...(left > 0 ? [`${isUnfinished(job) ? "not begun yet" : "not tried"} on ${String(left)}`] : []),
  ];
  return `${counted(servers.length, "server")}: ${parts.join(", ")}.`;
}
