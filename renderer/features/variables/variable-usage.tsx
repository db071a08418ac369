import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { VariableUse } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import type { Column } from "../../ui/table-column.ts";
import styles from "./variables.module.css";

/** A use, or an event that only mentions the key. */
type UsageRow = Pick<VariableUse, "eventId" | "eventName"> & { readonly use?: VariableUse };

const columns: readonly Column<UsageRow>[] = [
  {
    key: "event",
    title: "Event",
    cell: ({ eventId, eventName }) => <a href={paths.event(eventId)}>{eventName}</a>,
  },
  {
    key: "does",
    title: "Does",
    width: 220,
    cell: ({ use }) =>
      use === undefined ? (
        <span className={styles.quiet}>mentions it, not run with it yet</span>
      ) : use.kind === "read" ? (
        "reads it"
      ) : (
        "changes it"
      ),
  },
  {
    key: "times",
    title: "Times",
    width: 90,
    align: "end",
    cell: ({ use }) => use?.count.toLocaleString("en-GB") ?? "–",
  },
  {
    key: "last",
    title: "Last",
    width: 150,
    cell: ({ use }) => (use === undefined ? "–" : <RelativeTime at={use.lastAt} />),
  },
  {
    key: "job",
    title: "Last job",
    width: 170,
    cell: ({ use }) =>
      use?.lastJobId === undefined ? (
        <span className={styles.quiet}>{use === undefined ? "–" : "removed"}</span>
      ) : (
        <a href={paths.job(use.lastJobId)}>{use.lastJobId}</a>
      ),
  },
];

/** Which events read and change a variable. */
export function VariableUsage({ variableKey: key }: { readonly variableKey: string }) {
  const api = useApi();
  const usage = useQuery(api.variables.usage.queryOptions({ key }));
  const rows: readonly UsageRow[] = [
    ...(usage.data?.uses ?? []).map((use) => ({ eventId: use.eventId, eventName: use.eventName, use })),
    ...(usage.data?.mentions ?? []),
  ];
  return (
    <Section title="Used by" aside="What runs have done, written down every few seconds" flush>
      {usage.isPending && <LoadingRows rows={3} />}
      {usage.error !== null && usage.data === undefined && (
        <ErrorPanel title="Who uses it could not be read" error={usage.error} onRetry={() => void usage.refetch()} />
      )}
      {usage.data !== undefined && rows.length === 0 && (
        <EmptyState compact sentence="No event has used it, and no script mentions it." />
      )}
      {rows.length > 0 && (
        <DataTable
          label="Uses"
          rows={rows}
          rowKey={({ eventId, use }) => `${String(eventId)} ${use?.kind ?? ""}`}
          columns={columns}
          rowHref={({ eventId }) => paths.event(eventId)}
          height="content"
          plain
        />
      )}
    </Section>
  );
}
