import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import {
  IconBraces,
  IconCalendarEvent,
  IconCopy,
  IconPlayerStop,
  IconRefresh,
  IconRefreshAlert,
} from "@tabler/icons-react";
import type { JobView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { TargetChips, placeOfTarget } from "../../ui/chips.tsx";
import { CodeText } from "../../ui/code-text.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { JobStatusBadge } from "../../ui/status-badge.tsx";
import { WaitingFor } from "../../ui/waiting-for.tsx";
import { latestAttempt } from "./choose-execution.ts";
import { canRetryFailed } from "./job-servers.ts";
import { isUnfinished, sourceWords } from "./job-words.ts";
import styles from "./job.module.css";
import { useJobActions } from "./use-job-actions.ts";

/** Which job this is, how it stands, and what can be done with it. */
export function JobHeader({ job }: { readonly job: JobView }) {
  const actions = useJobActions();
  const clipboard = useClipboard();
  const stopping = job.cancelRequested && isUnfinished(job);
  const runAgain = (): void => actions.runAgain(job, (jobId) => navigate(paths.job(jobId)));
  const copy = (text: string, what: string): void => {
    clipboard.copy(text);
    notifyDone(`${what} copied.`);
  };
  useShortcut({ keys: "r", label: "Run again", group: "This screen", enabled: actions.canRunAgain(job) }, runAgain);
  useShortcut({ keys: "c", label: "Cancel", group: "This screen", enabled: actions.canCancel(job) }, () =>
    actions.cancel(job),
  );
  return (
    <PageHeader
      title={job.eventName}
      status={
        <span role="status" className={styles.status}>
          <JobStatusBadge status={job.status} waits={job.waitingFor !== undefined} variant="filled" />
          {stopping && <span className={styles.stopping}>Cancel requested, stopping</span>}
          {job.waitingFor !== undefined && (
            <span className={styles.waiting}>
              <WaitingFor waiting={job.waitingFor} />
            </span>
          )}
        </span>
      }
      subtitle={
        <span className={styles.subtitle}>
          <CodeText text={job.id} copy="job id" />
          <span>{sourceWords[job.source]}</span>
          <TargetChips targets={job.targets} place={placeOfTarget(job.targets[0] ?? "")} shown={4} />
        </span>
      }
      actions={
        <>
          {isUnfinished(job) && (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={15} aria-hidden />}
              disabled={stopping}
              onClick={() => actions.cancel(job)}
            >
              {stopping ? "Stopping" : "Cancel"}
            </Button>
          )}
          {canRetryFailed(job) && (
            <Button
              variant="default"
              leftSection={<IconRefreshAlert size={15} aria-hidden />}
              onClick={() => actions.retryFailed(job, (jobId) => navigate(paths.job(jobId)))}
            >
              Retry failed servers
            </Button>
          )}
          {actions.canRunAgain(job) && (
            <Button leftSection={<IconRefresh size={15} aria-hidden />} onClick={runAgain}>
              Run again
            </Button>
          )}
        </>
      }
      menu={[
        { label: "Open the event", icon: IconCalendarEvent, run: () => navigate(paths.event(job.eventId)) },
        { label: "Copy the job id", icon: IconCopy, run: () => copy(job.id, "Job id") },
        {
          label: "Copy the execution ids",
          icon: IconCopy,
          run: () =>
            copy(
              latestAttempt(job.executions)
                .map((execution) => execution.id)
                .join("\n"),
              "Execution ids",
            ),
        },
        {
          label: "Copy everything as JSON",
          icon: IconBraces,
          run: () => copy(JSON.stringify(job, null, 2), "The job"),
        },
      ]}
    />
  );
}
