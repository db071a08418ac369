import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi, useConnection } from "../../bridge/api.tsx";
import { needKey, useNeedsMe, type NeedsMe } from "../../bridge/needs-me.ts";
import { useNamePage } from "../../navigation/page-title.ts";
import { useNow } from "../../time/clock.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { NeedsRow } from "../../ui/needs-row.tsx";
import { schedulerState } from "../../ui/scheduler-state.ts";
import { Screen } from "../../ui/screen.tsx";
import { Section } from "../../ui/section.tsx";
import { classes } from "../../ui/tone-class.ts";
import { AwayCard } from "./away-card.tsx";
import styles from "./dashboard.module.css";
import { Figures } from "./figures.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { HourBars, HourLegend } from "./hour-bars.tsx";
import { NextList } from "./next-list.tsx";
import { RunningList } from "./running-list.tsx";
import { VerdictLine } from "./verdict-line.tsx";
import { judge } from "./verdict.ts";

/** How many things that wait for a person are shown here; the inbox has them all. */
const listed = 6;

/** Is everything all right? What runs, what is next, what needs me? */
export function DashboardScreen() {
  useNamePage("Dashboard");
  const api = useApi();
  const queries = useQueryClient();
  const now = useNow(5_000);
  const connection = useConnection();
  const overview = useQuery(api.system.overview.queryOptions(undefined, { refetchInterval: 60_000 }));
  const status = useQuery(api.system.status.queryOptions());
  const { needs, error } = useNeedsMe();
  const failed = error ?? (status.data === undefined ? status.error : null);
  if (failed !== null) {
    return (
      <Screen>
        <ErrorPanel
          title="The overview could not be read"
          error={failed}
          onRetry={() => void queries.refetchQueries({ type: "active" })}
        />
      </Screen>
    );
  }
  if (overview.data === undefined || status.data === undefined || needs === undefined) {
    return (
      <Screen>
        <LoadingRows rows={10} />
      </Screen>
    );
  }
  const scheduler = schedulerState(connection.state === "open" ? status.data : undefined, now);
  const verdict = judge(overview.data, scheduler, needs.length);
  const needsSection = <Needs needs={needs} />;
  if (overview.data.events.total === 0) {
    return (
      <Screen>
        <VerdictLine verdict={verdict} />
        <AwayCard />
        {needs.length > 0 && needsSection}
        <FirstSteps />
      </Screen>
    );
  }
  const { hours, lastDay, running, next } = overview.data;
  return (
    <Screen>
      <VerdictLine verdict={verdict} />
      <AwayCard />
      <Figures overview={overview.data} status={status.data} />
      <div className={styles.columns}>
        <div className={styles.column}>
          {needsSection}
          <Section title="Next" flush>
            <NextList next={next} />
          </Section>
        </div>
        <div className={classes(styles.column, styles.main)}>
          <Section title="Last 24 hours" aside={<HourLegend lastDay={lastDay} />} flush>
            {lastDay.completed + lastDay.failed + lastDay.other === 0 ? (
              <EmptyState compact sentence="Nothing has finished in the last 24 hours." />
            ) : (
              <HourBars hours={hours} />
            )}
          </Section>
          <Section title="Running now" flush>
            <RunningList jobs={running} total={status.data.jobs.running} />
          </Section>
        </div>
      </div>
    </Screen>
  );
}

function Needs({ needs }: { readonly needs: readonly NeedsMe[] }) {
  return (
    <Section title="Needs you" flush>
      {needs.length === 0 && <EmptyState compact sentence="Nothing waits for you." />}
      {needs.slice(0, listed).map((need) => (
        <NeedsRow key={needKey(need)} need={need} />
      ))}
      {needs.length > listed && <p className={styles.more}>{needs.length - listed} more in the inbox above</p>}
    </Section>
  );
}
