import { Button } from "@mantine/core";
import { IconArrowsDiff, IconRestore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { EventVersion, EventView } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { historyColumns } from "./history-columns.tsx";
import styles from "./history.module.css";
import { useRollBack } from "./use-roll-back.ts";
import { VersionComparison } from "./version-comparison.tsx";

const pageSize = 100;
/** The core lists no more at once. */
const mostVersions = 500;

function versionIn(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

const rowKey = ({ version }: EventVersion): string => String(version);

/** Every version of an event: when, why, what changed; any two compared, and the way back. */
export function HistoryTab({ event }: { readonly event: EventView }) {
  const api = useApi();
  const [place, change] = usePlaceQuery();
  const [limit, setLimit] = useState(pageSize);
  const history = useQuery({
    ...api.events.versions.queryOptions({ id: event.id, limit }),
    placeholderData: (former) => former,
  });
  const { from, to } = useMemo(() => comparedIn(place, event.version), [place, event.version]);
  const compare = useCallback(
    (left: number | undefined, right?: number) =>
      change({ from: left, to: right === event.version ? undefined : right }),
    [change, event.version],
  );
  const frame = useRef<HTMLDivElement>(null);
  // A comparison that is opened from a row further down would be out of sight.
  useEffect(() => {
    if (frame.current !== null) frame.current.scrollTop = 0;
  }, [from, to]);
  const rollBack = useRollBack(event, () => compare(undefined));
  const versions = history.data?.versions;
  const first = versions?.at(-1)?.version;
  const rowHref = useCallback(
    ({ version }: EventVersion) =>
      paths.event(event.id, {
        tab: "history",
        // The first that is known has none before it: it is compared with the present one.
        from: version === first ? version : version - 1,
        to: version === first || version === event.version ? undefined : version,
      }),
    [event.id, event.version, first],
  );
  const rowActions = useCallback(
    ({ version }: EventVersion): readonly MenuAction[] =>
      version === event.version
        ? []
        : [
            { label: "Compare with the present version", icon: IconArrowsDiff, run: () => compare(version) },
            { label: "Roll back to this version…", icon: IconRestore, run: () => rollBack(version) },
          ],
    [event.version, compare, rollBack],
  );
  const selection = useMemo(
    () => ({
      selected: new Set([from, to].flatMap((version) => (version === undefined ? [] : [String(version)]))),
      heading: "Compare",
      labelOf: ({ version }: EventVersion) => `Compare version ${String(version)}`,
      onChange: (keys: ReadonlySet<string>) => {
        // Of three the two chosen last stay; of one, the other side is chosen next.
        const [left, right] = [...keys]
          .map(Number)
          .slice(-2)
          .sort((a, b) => a - b);
        change({ from: left, to: right ?? (left === undefined ? undefined : left) });
      },
    }),
    [from, to, change],
  );
  const columns = useMemo(() => historyColumns(event.version), [event.version]);
  if (versions === undefined) {
    if (history.error === null) return <LoadingRows rows={8} />;
    return (
      <ErrorPanel title="The history could not be read" error={history.error} onRetry={() => void history.refetch()} />
    );
  }
  if (versions.length === 0)
    return <EmptyState sentence="Its next change will be its first version in this history." />;
  return (
    <div ref={frame} className={styles.history}>
      {from !== undefined && to !== undefined && from !== to && (
        <VersionComparison
          eventId={event.id}
          from={from}
          to={to}
          present={event.version}
          onRollBack={rollBack}
          onClose={() => compare(undefined)}
        />
      )}
      <p className={styles.hint}>
        {from !== undefined && from === to
          ? `Version ${String(from)} is chosen: choose another to compare it with.`
          : "Open a version to see what it changed, or choose two to compare them."}
      </p>
      <DataTable
        label="Versions"
        rows={versions}
        rowKey={rowKey}
        columns={columns}
        rowHref={rowHref}
        rowActions={rowActions}
        selection={selection}
        height="content"
      />
      {history.data?.next !== undefined && limit < mostVersions && (
        <Button variant="default" className={styles.older} onClick={() => setLimit(mostVersions)}>
          Show older versions
        </Button>
      )}
    </div>
  );
}

/** What the address compares: `from` alone is compared with the present version. */
function comparedIn(
  place: URLSearchParams,
  present: number,
): { readonly from: number | undefined; readonly to: number | undefined } {
  const from = versionIn(place.get("from"));
  return from === undefined ? { from, to: undefined } : { from, to: versionIn(place.get("to")) ?? present };
}
