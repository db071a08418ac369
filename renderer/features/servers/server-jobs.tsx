import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { JobSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";

const listed = 12;

const columns: readonly Column<JobSummary>[] = [
  { key: "event", title: "Event", cell: (job) => <a href={paths.job(job.id)}>{job.eventName}</a> },
  {
    key: "status",
    title: "Status",
    width: 150,
    cell: (job) => <JobStatusBadge status={job.status} waits={job.waitingFor !== undefined} />,
  },
  { key: "when", title: "Queued", width: 140, cell: (job) => <RelativeTime at={job.queuedAt} /> },
  {
    key: "duration",
    title: "Took",
    width: 110,
    align: "end",
    cell: (job) => (job.durationMs === undefined ? "" : elapsedText(job.durationMs)),
  },
];

/** The latest jobs that ran, or run, on a server. */
export function ServerJobs({ serverId }: { readonly serverId: number }) {
  const api = useApi();
  const jobs = useQuery(api.jobs.list.queryOptions({ serverId, limit: listed }));
  return (
    <Section
      title="Latest jobs here"
      flush
      actions={
        jobs.data !== undefined && jobs.data.jobs.length > 0 && <a href={paths.jobs({ server: serverId })}>All</a>
      }
    >
      {jobs.isPending && <LoadingRows rows={3} />}
      {jobs.error !== null && <ErrorPanel title="The jobs could not be read" error={jobs.error} />}
      {jobs.data?.jobs.length === 0 && <EmptyState compact sentence="Nothing has run on this server yet." />}
      {jobs.data !== undefined && jobs.data.jobs.length > 0 && (
        <DataTable
          label="Latest jobs on this server"
          rows={jobs.data.jobs}
          rowKey={(job) => job.id}
          columns={columns}
          rowHref={(job) => paths.job(job.id)}
          height="content"
          plain
        />
      )}
    </Section>
  );
}
