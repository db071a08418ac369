import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import { nowMs } from "../../time/clock.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { chartsOf, linesOf, type ServerChart } from "./chart-lines.ts";
import styles from "./servers.module.css";

const hourMs = 3_600_000;
const spans = [
  { value: "24h", label: "24 hours", ms: 24 * hourMs },
  { value: "14d", label: "14 days", ms: 14 * 24 * hourMs },
];

const width = 600;
const height = 100;

/** How a server was over time: latency, load, memory and disk. A time without an answer is a red mark. */
export function ServerCharts({ serverId }: { readonly serverId: number }) {
  const api = useApi();
  const [span, setSpan] = useState("24h");
  // In steps of a minute, so that drawing again does not ask again.
  const from = useMemo(() => {
    const ms = spans.find(({ value }) => value === span)?.ms ?? 0;
    return Math.floor((nowMs() - ms) / 60_000) * 60_000;
  }, [span]);
  const checks = useQuery(api.servers.checks.queryOptions({ id: serverId, sinceMs: from }));
  const points = checks.data ?? [];
  const unreached = points.filter(({ reachable }) => !reachable).length;
  const to = points.at(-1)?.at ?? 0;
  // Of a server that is not known for so long, what there is takes the whole width.
  const first = Math.max(from, points[0]?.at ?? 0);
  return (
    <Section
      title="Over time"
      aside={
        unreached > 0 && points.length >= 2 ? `${counted(unreached, "look")} without an answer, marked red` : undefined
      }
      actions={<SegmentedControl aria-label="Time shown" data={spans} value={span} onChange={setSpan} size="xs" />}
    >
      {checks.isPending && <LoadingRows rows={3} />}
      {checks.error !== null && <ErrorPanel title="Its history could not be read" error={checks.error} />}
      {checks.data !== undefined && points.length < 2 && (
        <EmptyState compact sentence="Lines appear here once it has been looked at a few times." />
      )}
      {points.length >= 2 && (
        <div className={styles.charts}>
          {chartsOf(points).map((chart) => (
            <Chart key={chart.title} chart={chart} from={first} to={to} />
          ))}
        </div>
      )}
    </Section>
  );
}

function Chart({ chart, from, to }: { readonly chart: ServerChart; readonly from: number; readonly to: number }) {
  const lines = linesOf(chart.points, { from, to, most: chart.most, width, height });
  const x = (at: number): number => ((at - from) / Math.max(1, to - from)) * width;
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        {chart.title}
        <span className={styles.figure}>{chart.summary}</span>
      </figcaption>
      <svg
        className={styles.plot}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${chart.title}: ${chart.summary}`}
      >
        {lines.map((line) => (
          <polyline key={line} className={styles.line} points={line} />
        ))}
        {chart.unreached.map((at) => (
          <line key={at} className={styles.gap} x1={x(at)} x2={x(at)} y1={height - 8} y2={height} />
        ))}
      </svg>
      <div className={styles.axis} aria-hidden>
        <RelativeTime at={from} />
        <RelativeTime at={to} />
      </div>
    </figure>
  );
}
