import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { periodOf, type ForecastQuery, type Period } from "./forecast-query.ts";

/** How often what lies ahead of now is looked at anew, milliseconds. */
const stepMs = 300_000;

/** What the schedules come to in the chosen time, and that time. */
export function useForecast({ range, date, by, tag }: ForecastQuery) {
  const api = useApi();
  const now = useNow(stepMs);
  const period: Period = periodOf({ range, date }, now, ownZone());
  const forecast = useQuery(
    api.forecast.read.queryOptions(
      { fromMs: period.fromMs, untilMs: period.untilMs, by, ...(tag === undefined ? {} : { tag }) },
      { placeholderData: keepPreviousData },
    ),
  );
  return { forecast, period };
}
