import { Fragment } from "react";
import type { Forecast } from "../../bridge/views.ts";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { answerOf } from "./forecast-answer.ts";
import type { ForecastQuery, Period } from "./forecast-query.ts";
import styles from "./forecast.module.css";

export interface ForecastAnswerLineProps {
  readonly forecast: Forecast;
  readonly period: Period;
  readonly query: ForecastQuery;
}

/** The answer: how much is ahead, and what of it deserves a look. */
export function ForecastAnswerLine({ forecast, period, query }: ForecastAnswerLineProps) {
  const style = useTimeStyle(ownZone());
  const now = useNow(60_000);
  // While another period is worked out, the line still speaks of the one on the screen.
  const shown: Period = { ...period, fromMs: forecast.fromMs, untilMs: forecast.untilMs };
  const { lead, remarks } = answerOf(forecast, shown, query.range, now, style);
  return (
    <span className={styles.answer} role="status">
      <b>{lead}</b>
      {remarks.map(({ text, isTrouble }) => (
        <Fragment key={text}>
          <span aria-hidden>·</span>
          <span className={classes(isTrouble && styles.trouble, isTrouble && toneClass("timeout"))}>{text}</span>
        </Fragment>
      ))}
      {forecast.untilMs <= now && (
        <span className={styles.quiet}>
          Worked out with today’s schedules; what really ran stands in each event’s ledger.
        </span>
      )}
    </span>
  );
}
