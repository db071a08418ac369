import { Tooltip } from "@mantine/core";
import type { Overview } from "../../bridge/views.ts";
import { clockText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { counted } from "../../ui/plural.ts";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./hour-bars.module.css";

type Hour = Overview["hours"][number];

/** Height above the line for what went well and below it for what did not, pixels. */
const heightAbove = 76;
const heightBelow = 32;

function words(hour: Hour): string {
  const parts = [counted(hour.completed, "completed", "completed"), counted(hour.failed, "failed", "failed")];
  if (hour.other > 0) parts.push(`${String(hour.other)} cancelled`);
  return parts.join(", ");
}

/** Finished jobs by hour: what went well stands on the line, what failed hangs from it. */
export function HourBars({ hours }: { readonly hours: readonly Hour[] }) {
  const style = useTimeStyle();
  const most = Math.max(1, ...hours.map((hour) => hour.completed + hour.other));
  const worst = Math.max(1, ...hours.map((hour) => hour.failed));
  // One scale for both sides, unless the failures would not fit below.
  const scale = Math.min(heightAbove / most, heightBelow / worst);
  const pixels = (count: number): number => (count === 0 ? 0 : Math.max(2, Math.round(count * scale)));
  const anyFailed = hours.some((hour) => hour.failed > 0);
  const range = (hour: Hour): string => `${clockText(hour.fromMs, style)}–${clockText(hour.fromMs + 3_600_000, style)}`;
  return (
    <div className={styles.chart}>
      <div
        className={styles.bars}
        role="img"
        aria-label={`Finished jobs by hour: ${hours
          .filter((hour) => hour.completed + hour.failed + hour.other > 0)
          .map((hour) => `${range(hour)} ${words(hour)}`)
          .join("; ")}`}
      >
        {hours.map((hour) => (
          <Tooltip key={hour.fromMs} label={`${range(hour)}: ${words(hour)}`} openDelay={0}>
            <div className={styles.hour}>
              <div className={styles.up} style={{ height: heightAbove }}>
                <Part tone="cancelled" height={pixels(hour.other)} />
                <Part tone="completed" height={pixels(hour.completed)} />
              </div>
              <div className={styles.down} style={{ height: anyFailed ? heightBelow : 0 }}>
                <Part tone="failed" height={pixels(hour.failed)} />
              </div>
            </div>
          </Tooltip>
        ))}
      </div>
      <div className={styles.axis} aria-hidden>
        {hours
          .filter((_, index) => index % 6 === 0)
          .map((hour) => (
            <span key={hour.fromMs}>{clockText(hour.fromMs, style)}</span>
          ))}
      </div>
    </div>
  );
}

function Part({ tone, height }: { readonly tone: Tone; readonly height: number }) {
  return height === 0 ? null : <div className={classes(styles.part, toneClass(tone))} style={{ height }} />;
}

/** What the colours of the bars stand for. */
export function HourLegend({ lastDay }: { readonly lastDay: Overview["lastDay"] }) {
  const entries: readonly (readonly [Tone, string])[] = [
    ["completed", `${lastDay.completed.toLocaleString("en-GB")} completed`],
    ["failed", `${lastDay.failed.toLocaleString("en-GB")} failed`],
    ["cancelled", `${lastDay.other.toLocaleString("en-GB")} cancelled`],
  ];
  return (
    <span className={styles.legend}>
      {entries.map(([tone, text]) => (
        <span key={tone}>
          <span className={classes(styles.swatch, toneClass(tone))} aria-hidden />
          {text}
        </span>
      ))}
    </span>
  );
}
