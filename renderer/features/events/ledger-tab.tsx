import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { occurrenceDecisions, type OccurrenceDecision } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import type { EventView, OccurrenceView } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { OccurrenceBadge } from "../../ui/status-badge.tsx";
import { occurrenceLooks } from "../../ui/status-looks.ts";
import type { Column } from "../../ui/table-column.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./event-detail.module.css";

/** As far back as one scrolls; the rest is asked of the command line. */
const shownOccurrences = 2_000;

function columnsOf(zone: string): readonly Column<OccurrenceView>[] {
  return [
    {
      key: "due",
      title: "Due",
      width: 240,
      cell: (occurrence) => <ZonedTime at={occurrence.dueAt} zone={zone} />,
    },
    {
      key: "ago",
      title: "Seen from now",
      width: 120,
      cell: (occurrence) => (
        <span className={styles.quiet}>
          <RelativeTime at={occurrence.dueAt} zone={zone} />
        </span>
      ),
    },
    {
      key: "decision",
      title: "Decision",
      width: 116,
      cell: (occurrence) => <OccurrenceBadge decision={occurrence.decision} />,
    },
    { key: "reason", title: "Why", cell: (occurrence) => <span title={occurrence.reason}>{occurrence.reason}</span> },
    {
      key: "job",
      title: "Job",
      width: 92,
      cell: ({ jobId }) =>
        jobId === undefined ? <span className={styles.quiet}>none</span> : <a href={paths.job(jobId)}>Open job</a>,
    },
  ];
}

type Choice = OccurrenceDecision | "every";
const choices: readonly Choice[] = ["every", ...occurrenceDecisions];

/** Every due instant of an event, what was decided about it, and why. */
export function LedgerTab({ event }: { readonly event: EventView }) {
  const api = useApi();
  const [place, change] = usePlaceQuery();
  const ledger = useQuery(api.occurrences.list.queryOptions({ eventId: event.id, limit: shownOccurrences }));
  const zone = event.schedule?.timezone ?? "UTC";
  const columns = useMemo(() => columnsOf(zone), [zone]);
  const choice = choices.find((known) => known === place.get("decision")) ?? "every";
  const all = ledger.data;
  const rows = useMemo(
    () => (all ?? []).filter((occurrence) => choice === "every" || occurrence.decision === choice),
    [all, choice],
  );
  if (all === undefined) {
    if (ledger.error === null) return <LoadingRows rows={8} />;
    return (
      <ErrorPanel title="The ledger could not be read" error={ledger.error} onRetry={() => void ledger.refetch()} />
    );
  }
  if (all.length === 0) {
    return (
      <EmptyState
        sentence={
          event.schedule === null
            ? "An event that is run by hand only has no due times to account for."
            : "Nothing has been due yet. From its first due time on, each one is accounted for here: ran, caught up, skipped or missed, and why."
        }
      />
    );
  }
  const count = (decision: Choice): number =>
    decision === "every" ? all.length : all.filter((occurrence) => occurrence.decision === decision).length;
  const withJob = (occurrence: OccurrenceView): string =>
    occurrence.jobId === undefined ? paths.event(event.id, { tab: "ledger" }) : paths.job(occurrence.jobId);
  return (
    <>
      <SegmentedControl
        className={styles.choice ?? ""}
        aria-label="Decision"
        value={choice}
        onChange={(decision) => change({ decision: decision === "every" ? "" : decision })}
        data={choices.map((decision) => ({
          value: decision,
          label: (
            <span className={styles.nowrap}>
              {decision === "every" ? "All" : occurrenceLooks[decision].word}{" "}
              <span className={styles.count}>
                {count(decision).toLocaleString("en-GB")}
                {decision === "every" && all.length >= shownOccurrences ? " latest" : ""}
              </span>
            </span>
          ),
        }))}
      />
      {rows.length === 0 ? (
        <EmptyState compact sentence={`No due time was ${choice === "every" ? "found" : decisionWords[choice]}.`} />
      ) : (
        <DataTable
          label="Ledger"
          rows={rows}
          rowKey={(occurrence) => String(occurrence.id)}
          columns={columns}
          rowHref={withJob}
        />
      )}
    </>
  );
}

const decisionWords: Readonly<Record<OccurrenceDecision, string>> = {
  run: "run on time",
  catch_up: "caught up",
  skipped: "skipped",
  missed: "missed",
};
