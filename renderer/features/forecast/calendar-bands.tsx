import type { WindowSpan } from "../../bridge/views.ts";
import { classes } from "../../ui/tone-class.ts";
import { clampedX, type TimeScale } from "./time-scale.ts";
import styles from "./marks.module.css";

/** Narrower bands carry no words, pixels. */
const wordRoom = 70;

export interface CalendarBandsProps {
  readonly spans: readonly WindowSpan[];
  readonly scale: TimeScale;
  /** With their labels, where there is room. */
  readonly named?: boolean;
}

/** The windows of calendars, hatched. */
export function CalendarBands({ spans, scale, named = false }: CalendarBandsProps) {
  return spans.map(({ calendarId, fromMs, untilMs, effect, label }) => {
    const left = clampedX(scale, fromMs);
    const width = Math.max(2, clampedX(scale, untilMs) - left);
    return (
      <span
        key={`${String(calendarId)} ${String(fromMs)} ${label ?? ""} ${effect}`}
        className={classes(styles.band, effect === "allow" && styles.allows)}
        style={{ left, width }}
      >
        {named && width >= wordRoom && <b>{label ?? (effect === "allow" ? "allowed" : "blackout")}</b>}
      </span>
    );
  });
}
