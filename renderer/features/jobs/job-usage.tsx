import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { UsageHistory } from "../../../shared/usage-history.ts";
import { useApi } from "../../bridge/api.tsx";
import type { ExecutionView } from "../../bridge/views.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { targetWords } from "../../ui/target-words.ts";
import { UsageChart } from "./usage-chart.tsx";
import { oneLookText, usageCharts } from "./usage-lines.ts";
import { UsageTable } from "./usage-table.tsx";
import styles from "./usage.module.css";

/** While it runs, this often is asked what it uses, milliseconds. */
const askEveryMs = 2_000;

/** What an execution has used of processors, memory, disk and network. */
export function JobUsage({ execution }: { readonly execution: ExecutionView }) {
  const api = useApi();
  const runs = execution.finishedAt === undefined;
  const answer = useQuery(
    api.jobs.usage.queryOptions({ executionId: execution.id }, { refetchInterval: runs ? askEveryMs : false }),
  );
  const [view, setView] = useState<"charts" | "table">("charts");
  if (answer.data === undefined) {
    return answer.error === null ? (
      <LoadingRows rows={8} />
    ) : (
      <ErrorPanel title="What it used cannot be shown" error={answer.error} onRetry={() => void answer.refetch()} />
    );
  }
  const history = answer.data.history as UsageHistory | undefined;
  if (history === undefined) return <EmptyState compact sentence={whyNothing(execution)} />;
  const { samples } = history;
  const charts = usageCharts(history, answer.data);
  if (samples.length < 2) return <p className={styles.quiet}>{oneLookText(charts)}</p>;
  const [fromMs, toMs] = [samples[0]?.atMs ?? 0, samples.at(-1)?.atMs ?? 0];
  return (
    <section className={styles.usage} aria-label={`What the execution on ${targetWords(execution.target)} used`}>
      <div className={styles.bar}>
        <p className={styles.quiet}>
          {runs ? "Looked at while it runs" : "Looked at while it ran"}: every second at first, less often later.
          {history.peak.processes !== undefined && ` At most ${String(history.peak.processes)} processes at once.`}
        </p>
        <SegmentedControl
          size="xs"
          aria-label="How it is shown"
          value={view}
          onChange={(next) => setView(next === "table" ? "table" : "charts")}
          data={[
            { value: "charts", label: "Charts" },
            { value: "table", label: "Table" },
          ]}
        />
      </div>
      {view === "table" ? (
        <UsageTable history={history} />
      ) : (
        <div className={styles.charts}>
          {charts.map((chart) => (
            <UsageChart key={chart.title} chart={chart} fromMs={fromMs} toMs={toMs} />
          ))}
        </div>
      )}
    </section>
  );
}

function whyNothing({ place, hasBegun, finishedAt }: ExecutionView): string {
  if (place !== "container") return "What a script uses is looked at in containers only.";
  if (finishedAt === undefined) return hasBegun ? "The first look is taken in a moment." : "It has not begun yet.";
  return hasBegun ? "It was over before a look could be taken." : "The script was not started.";
}
