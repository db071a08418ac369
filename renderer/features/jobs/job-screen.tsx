import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProgressLine } from "../../ui/progress-line.tsx";
import { Screen } from "../../ui/screen.tsx";
import styles from "./job.module.css";
import { JobConsequences } from "./job-consequences.tsx";
import { JobHeader } from "./job-header.tsx";
import { JobSummaryStrip } from "./job-summary-strip.tsx";
import { JobTimeline } from "./job-timeline.tsx";
import { JobTrouble } from "./job-trouble.tsx";
import { JobTabs } from "./job-tabs.tsx";

/** One job: how it is, what it did, what it wrote. */
export function JobScreen({ id }: { readonly id: string }) {
  const api = useApi();
  const answer = useQuery(api.jobs.get.queryOptions({ id }));
  const job = answer.data;
  if (job === undefined) {
    return (
      <Screen>
        <PageHeader title="Job" />
        {answer.error === null ? (
          <LoadingRows rows={10} />
        ) : (
          <ErrorPanel
            title="This job cannot be shown"
            error={answer.error}
            onRetry={() => {
              void answer.refetch();
            }}
          />
        )}
      </Screen>
    );
  }
  return (
    <Screen height="fill">
      <div className={styles.page}>
        <JobHeader job={job} />
        <JobTrouble job={job} />
        {job.progress !== undefined && job.targets.length > 1 && (
          <ProgressLine {...job.progress} label="Progress on all targets" />
        )}
        <JobSummaryStrip job={job} />
        <JobTimeline job={job} />
        <JobConsequences job={job} />
        <JobTabs job={job} />
      </div>
    </Screen>
  );
}
