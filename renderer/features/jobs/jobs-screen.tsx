import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo } from "react";
import type { JobSummary } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { StatusChips } from "../../ui/status-chips.tsx";
import { jobLooks } from "../../ui/status-looks.ts";
import { jobColumns } from "./job-columns.tsx";
import { JobFilters } from "./job-filters.tsx";
import { countOfGroup, readChosenJobs, statusGroupNames, switchGroup } from "./job-filter.ts";
import styles from "./jobs.module.css";
import { useJobActions } from "./use-job-actions.ts";
import { useJobPages } from "./use-job-pages.ts";
import { useUsualDurations } from "./use-usual-durations.ts";

/** Every job, newest first, live. */
export function JobsScreen() {
  const [query, change] = usePlaceQuery();
  const chosen = useMemo(() => readChosenJobs(query), [query]);
  const pages = useJobPages(chosen);
  // The rows come first.
  const durations = useUsualDurations(pages.jobs !== undefined);
  const actions = useJobActions();
  const wide = useMediaQuery("(min-width: 1600px)", true, { getInitialValueInEffect: false });
  const narrow = useMediaQuery("(max-width: 1099px)", false, { getInitialValueInEffect: false });
  const room = wide ? "wide" : narrow ? "narrow" : "medium";
  const columns = useMemo(() => jobColumns({ room, durations }), [room, durations]);
  const filtered = [...query.keys()].length > 0;
  return (
    <Screen height="fill">
      <PageHeader
        title="Jobs"
        actions={
          <Button component="a" variant="default" href={paths.search()}>
            Search logs
          </Button>
        }
      />
      <div className={styles.bar}>
        <StatusChips
          names={statusGroupNames}
          looks={jobLooks}
          countOf={(group) => pages.counts && countOfGroup(pages.counts, group)}
          chosen={chosen.groups}
          onSwitch={(group) => change({ status: switchGroup(chosen.groups, group) })}
        />
        <JobFilters chosen={chosen} change={change} />
      </div>
      {pages.error !== undefined && pages.jobs === undefined && (
        <ErrorPanel title="The jobs could not be listed" error={pages.error} onRetry={pages.retry} />
      )}
      {pages.error === undefined && pages.jobs === undefined && <LoadingRows rows={12} />}
      {pages.jobs?.length === 0 && (filtered ? <NoMatch onClear={() => change(nothingChosen)} /> : <NoJobs />)}
      {pages.jobs !== undefined && pages.jobs.length > 0 && (
        <DataTable<JobSummary>
          label="Jobs"
          rows={pages.jobs}
          rowKey={jobKey}
          columns={columns}
          rowHref={(job) => paths.job(job.id)}
          rowActions={actions.menu}
          rowKeys={{ r: (job) => actions.runAgain(job), c: actions.cancel }}
          onEnd={pages.more}
        />
      )}
    </Screen>
  );
}

function jobKey(job: JobSummary): string {
  return job.id;
}

const nothingChosen = { status: undefined, search: undefined, since: undefined, server: undefined, event: undefined };

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      sentence="No job matches these filters."
      action={
        <Button variant="default" onClick={onClear}>
          Show all jobs
        </Button>
      }
    />
  );
}

function NoJobs() {
  return (
    <EmptyState
      sentence="Nothing has run yet. Each run of an event appears here, with its log and how it ended."
      picture={
        <span className={styles.picture}>
          <JobStatusBadge status="queued" variant="filled" />
          <JobStatusBadge status="running" variant="filled" />
          <JobStatusBadge status="completed" variant="filled" />
        </span>
      }
      action={
        <Button component="a" href={paths.events()}>
          Go to events
        </Button>
      }
    />
  );
}
