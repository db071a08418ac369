import { Button } from "@mantine/core";
import { useDeferredValue, useMemo } from "react";
import type { Forecast } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { classes } from "../../ui/tone-class.ts";
import { CollisionsPanel } from "./collisions-panel.tsx";
import { ForecastAnswerLine } from "./forecast-answer-line.tsx";
import { ForecastFilters } from "./forecast-filters.tsx";
import { ForecastList } from "./forecast-list.tsx";
import { readForecastQuery, type ForecastQuery, type Period } from "./forecast-query.ts";
import { ForecastTabs } from "./forecast-tabs.tsx";
import styles from "./forecast.module.css";
import { matchingRows } from "./matching-rows.ts";
import { meetingBook } from "./meetings.ts";
import { NothingAhead } from "./nothing-ahead.tsx";
import { Timeline } from "./timeline.tsx";
import { TruncationNote } from "./truncation-note.tsx";
import { useForecast } from "./use-forecast.ts";

/** What will start, when, where, and what gets into each other's way. */
export function ForecastScreen() {
  const [place, change] = usePlaceQuery();
  const query = useMemo(() => readForecastQuery(place), [place]);
  const { forecast, period } = useForecast(query);
  const { data } = forecast;
  return (
    <Screen height="fill">
      <PageHeader
        title="Forecast"
        subtitle={data === undefined ? "" : <ForecastAnswerLine forecast={data} period={period} query={query} />}
      />
      <ForecastTabs query={query} onChange={change} />
      {data === undefined && forecast.error !== null && (
        <ErrorPanel
          title="The forecast could not be worked out"
          error={forecast.error}
          onRetry={() => void forecast.refetch()}
        />
      )}
      {data === undefined && forecast.error === null && <LoadingRows rows={12} />}
      {data !== undefined && (
        <Ahead forecast={data} period={period} query={query} stale={forecast.isPlaceholderData} onChange={change} />
      )}
    </Screen>
  );
}

interface AheadProps {
  readonly forecast: Forecast;
  readonly period: Period;
  readonly query: ForecastQuery;
  /** It belongs to what was chosen before; the new one is being worked out. */
  readonly stale: boolean;
  readonly onChange: ReturnType<typeof usePlaceQuery>[1];
}

function Ahead({ forecast, period, query, stale, onChange }: AheadProps) {
  const search = useDeferredValue(query.search);
  const rows = useMemo(() => matchingRows(forecast.rows, search), [forecast.rows, search]);
  const meetings = useMemo(() => meetingBook(forecast.collisions), [forecast.collisions]);
  if (forecast.rows.length === 0) {
    return <NothingAhead forecast={forecast} period={period} query={query} onChange={onChange} />;
  }
  return (
    <>
      <ForecastFilters query={query} onChange={onChange} />
      <div className={classes(styles.ahead, stale && styles.stale)} aria-busy={stale}>
        <div className={styles.main}>
          {rows.length === 0 && (
            <EmptyState
              sentence={`No ${query.by} with anything due is called that.`}
              action={
                <Button variant="default" onClick={() => onChange({ q: "" })}>
                  Clear the filter
                </Button>
              }
            />
          )}
          {rows.length > 0 && query.view === "list" && (
            <ForecastList forecast={forecast} rows={rows} by={query.by} meetings={meetings} />
          )}
          {rows.length > 0 && query.view === "timeline" && (
            <Timeline forecast={forecast} rows={rows} meetings={meetings} by={query.by} />
          )}
          <TruncationNote forecast={forecast} shown={rows.length} by={query.by} />
        </div>
        {forecast.collisionCount > 0 && <CollisionsPanel forecast={forecast} />}
      </div>
    </>
  );
}
