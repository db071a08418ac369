import { useMemo, type ReactNode } from "react";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes } from "../../ui/tone-class.ts";
import { axisTicks, labelledTicks, xOf, type TimeScale } from "./time-scale.ts";
import styles from "./timeline.module.css";

export interface TimelineHeadProps {
  readonly scale: TimeScale;
  /** The load. */
  readonly children: ReactNode;
}

/** The axis and the load; both stay in view. */
export function TimelineHead({ scale, children }: TimelineHeadProps) {
  const zone = ownZone();
  const { clock } = useTimeStyle(zone);
  const ticks = useMemo(() => labelledTicks(axisTicks(scale, { clock, zone }), scale), [scale, clock, zone]);
  return (
    <div className={styles.head}>
      <div className={styles.axis} aria-hidden>
        <span className={styles.zone}>{zone.replaceAll("_", " ")}</span>
        <div className={styles.plot}>
          {ticks.map(({ atMs, label, isDay }) => (
            <span
              key={atMs}
              className={classes(styles.tickLabel, isDay && styles.dayLabel)}
              style={{ left: xOf(scale, atMs) }}
            >
              {label}
            </span>
          ))}
        </div>
      </div>
      {children}
    </div>
  );
}
