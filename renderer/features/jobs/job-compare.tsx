import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { JobComparison, JobSummary, JobView } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { exactText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { DifferenceView } from "../../ui/difference-view.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Section } from "../../ui/section.tsx";
import { jobLooks } from "../../ui/status-looks.ts";
import { CompareFacts } from "./compare-facts.tsx";
import { CompareLogs } from "./compare-logs.tsx";
import { isUnfinished } from "./job-words.ts";
import styles from "./job-compare.module.css";

/** What was different about this run: against the last good one, or another of the event's runs. */
export function JobCompare({ job }: { readonly job: JobView }) {
  const api = useApi();
  const [query, change] = usePlaceQuery();
  const chosen = query.get("with") ?? undefined;
  const answer = useQuery(
    api.jobs.compare.queryOptions({ id: job.id, ...(chosen === undefined ? {} : { with: chosen }) }),
  );
  const comparison = answer.data;
  return (
    <div className={styles.compare}>
      <OtherRun job={job} chosen={chosen ?? comparison?.with?.id} onChoose={(id) => change({ with: id })} />
      {comparison === undefined &&
        (answer.error === null ? (
          <LoadingRows rows={8} />
        ) : (
          <ErrorPanel
            title="The runs could not be compared"
            error={answer.error}
            onRetry={() => {
              void answer.refetch();
            }}
          />
        ))}
      {comparison !== undefined &&
        (comparison.with === undefined ? (
          <EmptyState
            sentence="No run of this event has completed before this one. Choose any other run to compare it with."
            action={
              <Button component="a" variant="default" href={paths.jobs({ event: job.eventId })}>
                See all runs of the event
              </Button>
            }
          />
        ) : (
          <Differences comparison={comparison} other={comparison.with} />
        ))}
    </div>
  );
}

interface OtherRunProps {
  readonly job: JobView;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

/** The run that this one is compared with. */
function OtherRun({ job, chosen, onChoose }: OtherRunProps) {
  const api = useApi();
  const style = useTimeStyle();
  const runs = useQuery(api.jobs.list.queryOptions({ eventId: job.eventId, limit: 100 }));
  const others = (runs.data?.jobs ?? []).filter((other) => other.id !== job.id && !isUnfinished(other));
  return (
    <div className={styles.other}>
      <Select
        label="Compare with"
        placeholder="The last good run"
        w={340}
        searchable
        nothingFoundMessage="No other run"
        data={others.map((other) => ({
          value: other.id,
          label: `${jobLooks[other.status].word}, ${exactText(other.queuedAt, style)}`,
        }))}
        value={chosen ?? null}
        onChange={(id) => onChoose(id ?? undefined)}
      />
      {chosen !== undefined && (
        <a className={styles.open} href={paths.job(chosen)}>
          Open that run
        </a>
      )}
    </div>
  );
}

interface DifferencesProps {
  readonly comparison: JobComparison;
  readonly other: JobSummary;
}

function Differences({ comparison, other }: DifferencesProps) {
  const { facts, environment, definition, script, logs, eventVersion, withEventVersion } = comparison;
  const from = other.status === "completed" ? "Good run" : "Other run";
  const names = { from, to: "This run" };
  const versions =
    withEventVersion === undefined || withEventVersion === eventVersion
      ? `Both ran version ${String(eventVersion)} of the event`
      : `Version ${String(withEventVersion)} of the event then, version ${String(eventVersion)} now`;
  const same = definition.length === 0 && environment.length === 0 && script === undefined;
  return (
    <>
      <Section title="How it went" flush={facts.length > 0}>
        {facts.length === 0 ? (
          <p className={styles.quiet}>Both ended alike, and took as long.</p>
        ) : (
          <CompareFacts {...names} facts={facts} />
        )}
      </Section>
      <Section title="Script and settings" aside={versions} flush={!same && script === undefined}>
        {same ? (
          <p className={styles.quiet}>Script, settings and environment are the same.</p>
        ) : (
          <DifferenceView {...names} fields={[...definition, ...environment]} script={script} />
        )}
      </Section>
      {logs.map((log) => (
        <CompareLogs key={log.target} log={log} />
      ))}
    </>
  );
}
