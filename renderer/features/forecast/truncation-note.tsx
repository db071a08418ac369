import type { Forecast } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { counted } from "../../ui/plural.ts";
import styles from "./forecast.module.css";
import { shownCalendars } from "./lines.ts";

export interface TruncationNoteProps {
  readonly forecast: Forecast;
  /** Rows left by the filter. */
  readonly shown: number;
  readonly by: "event" | "server";
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and others` : shown;
}

/** Says how much of the whole is on the screen, and what is left out. */
export function TruncationNote({ forecast, shown, by }: TruncationNoteProps) {
  const { rows, quietCount, truncated, dense, windows } = forecast;
  const calendars = new Set(windows.map(({ calendarId }) => calendarId)).size;
  return (
    <p className={styles.note}>
      <span>
        {shown === rows.length
          ? counted(rows.length, by)
          : `${shown.toLocaleString("en-GB")} of ${counted(rows.length, by)}`}
        {quietCount > 0 &&
          `; ${counted(quietCount, "active event has", "active events have")} nothing due in this time`}
      </span>
      {truncated && (
        <span>
          All counts are exact
          {dense.length > 0 && `; ${named(dense)} start too often to be searched for collisions`}.
        </span>
      )}
      {calendars > shownCalendars && (
        <a href={paths.calendars()}>{counted(calendars - shownCalendars, "more calendar")} with windows in this time</a>
      )}
    </p>
  );
}
