import { useMemo } from "react";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes } from "../../ui/tone-class.ts";
import type { ClockChange } from "./clock-change-words.ts";
import { axisTicks, xOf, type TimeScale } from "./time-scale.ts";
import styles from "./timeline.module.css";

export interface TimelineRulesProps {
  readonly scale: TimeScale;
  readonly changes: readonly ClockChange[];
}

/** The lines that go down through all rows: hours or days, changes of clocks, and now. */
export function TimelineRules({ scale, changes }: TimelineRulesProps) {
  const zone = ownZone();
  const { clock } = useTimeStyle(zone);
  const now = useNow(30_000);
  const ticks = useMemo(() => axisTicks(scale, { clock, zone }), [scale, clock, zone]);
  return (
    <div className={styles.rules} aria-hidden>
      {ticks.map(({ atMs, isDay }) => (
        <i key={atMs} className={classes(isDay && styles.dayRule)} style={{ left: xOf(scale, atMs) }} />
      ))}
      {changes.map(({ atMs }) => (
        <i key={`change ${String(atMs)}`} className={styles.changeRule} style={{ left: xOf(scale, atMs) }} />
      ))}
      {now >= scale.fromMs && now < scale.untilMs && <i className={styles.nowRule} style={{ left: xOf(scale, now) }} />}
    </div>
  );
}
