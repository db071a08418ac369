import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Forecast } from "../../bridge/views.ts";
import { paths, type Query } from "../../navigation/paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { counted } from "../../ui/plural.ts";
import { ForecastFilters } from "./forecast-filters.tsx";
import type { ForecastQuery, Period } from "./forecast-query.ts";
import { ForecastPicture } from "./forecast-picture.tsx";

export interface NothingAheadProps {
  readonly forecast: Forecast;
  readonly period: Period;
  readonly query: ForecastQuery;
  readonly onChange: (change: Query) => void;
}

/** What the page says when nothing is due: there is no event yet, or none in this time. */
export function NothingAhead({ forecast, period, query, onChange }: NothingAheadProps) {
  const { quietCount } = forecast;
  if (query.tag !== undefined) {
    return (
      <>
        <ForecastFilters query={query} onChange={onChange} />
        <EmptyState
          sentence={`Nothing tagged “${query.tag}” is due in this time.`}
          action={
            <Button variant="default" onClick={() => onChange({ tag: "" })}>
              Show every tag
            </Button>
          }
        />
      </>
    );
  }
  if (quietCount === 0) {
    return (
      <EmptyState
        sentence="Once an active event has a schedule, this page shows what starts when, what meets what, and what a calendar holds back."
        picture={<ForecastPicture />}
        action={
          <Button component="a" href={paths.newEvent()} leftSection={<IconPlus size={15} aria-hidden />}>
            New event
          </Button>
        }
      />
    );
  }
  const canWiden = period.ahead && query.range !== "month";
  return (
    <EmptyState
      sentence={`${counted(quietCount, "active event has", "active events have")} a schedule, but nothing is due in this time.`}
      action={
        <Button variant="default" onClick={() => onChange(canWiden ? { range: "month" } : { date: "" })}>
          {canWiden ? "Look at 30 days" : "Look from now on"}
        </Button>
      }
    />
  );
}
