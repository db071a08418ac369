import { VisuallyHidden } from "@mantine/core";
import { memo } from "react";
import type { Forecast } from "../../bridge/views.ts";
import { ownZone } from "../../time/format-time.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { classes } from "../../ui/tone-class.ts";
import { CalendarBands } from "./calendar-bands.tsx";
import { ClockFlags } from "./clock-flags.tsx";
import { hrefOfLine, placeOfStop } from "./line-places.ts";
import { lineHeights, type Line } from "./lines.ts";
import { LineSummary } from "./line-summary.tsx";
import { LoadBars } from "./load-bars.tsx";
import type { MeetingBook } from "./meetings.ts";
import { RowPlot } from "./row-plot.tsx";
import type { Stop } from "./stops.ts";
import type { TimeScale } from "./time-scale.ts";
import styles from "./timeline.module.css";

export interface TimelineLineProps {
  readonly line: Line;
  readonly index: number;
  /** Pixels from the top; absent in the head. */
  readonly top?: number;
  /** The one line that Tab reaches. */
  readonly active: boolean;
  /** The stop the pointer or the keyboard is at. */
  readonly marked: Stop | undefined;
  readonly scale: TimeScale;
  readonly forecast: Forecast;
  readonly meetings: MeetingBook;
  readonly onFocusLine: (index: number) => void;
}

function PlainLine(props: TimelineLineProps) {
  const { line, index, top, active, marked, scale, forecast, meetings, onFocusLine } = props;
  const height = lineHeights[line.kind];
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      tabIndex={active ? 0 : -1}
      data-line={index}
      className={classes(styles.line, styles[line.kind])}
      style={top === undefined ? { height } : { height, transform: `translateY(${String(top)}px)` }}
      onFocus={() => onFocusLine(index)}
    >
      <LineName line={line} bucketMs={forecast.bucketMs} />
      <div role="gridcell" className={styles.plot}>
        <VisuallyHidden>
          <LineSummary line={line} forecast={forecast} />
        </VisuallyHidden>
        <div aria-hidden className={styles.drawing}>
          {line.kind === "load" && <LoadBars forecast={forecast} scale={scale} />}
          {line.kind === "clock" && <ClockFlags changes={line.changes} scale={scale} />}
          {line.kind === "calendar" && <CalendarBands spans={line.spans} scale={scale} named />}
          {line.kind === "row" && <RowPlot row={line.row} forecast={forecast} scale={scale} meetings={meetings} />}
          {marked !== undefined && <Marked stop={marked} scale={scale} />}
        </div>
      </div>
    </div>
  );
}

/** One line of the timeline. Drawn again only when something of it has changed. */
export const TimelineLine = memo(PlainLine);

function LineName({ line, bucketMs }: { readonly line: Line; readonly bucketMs: number }) {
  const href = hrefOfLine(line);
  if (line.kind === "row") {
    const { name, count, words, timezone } = line.row;
    const isElsewhere = timezone !== undefined && timezone !== ownZone();
    const schedule = words === undefined || !isElsewhere ? words : `${words}, ${timezone.replaceAll("_", " ")}`;
    return (
      <div role="rowheader" className={styles.name}>
        {href === undefined ? (
          <span className={styles.title}>{name}</span>
        ) : (
          <a
            href={href}
            tabIndex={-1}
            className={styles.title}
            title={schedule === undefined ? name : `${name}: ${schedule}`}
          >
            {name}
          </a>
        )}
        {schedule !== undefined && <span className={styles.words}>{schedule}</span>}
        <span className={styles.count} aria-hidden>
          {count.toLocaleString("en-GB")}
        </span>
      </div>
    );
  }
  if (line.kind === "calendar") {
    return (
      <div role="rowheader" className={styles.name}>
        <a href={href} tabIndex={-1} className={styles.title} title={line.name}>
          {line.name}
        </a>
        <span className={styles.count}>calendar</span>
      </div>
    );
  }
  return (
    <div role="rowheader" className={styles.name}>
      <span className={styles.title}>{line.kind === "load" ? "All starts" : "Clock changes"}</span>
      {line.kind === "load" && <span className={styles.count}>per {elapsedText(bucketMs)}</span>}
    </div>
  );
}

function Marked({ stop, scale }: { readonly stop: Stop; readonly scale: TimeScale }) {
  const [from, until] = placeOfStop(stop, scale);
  const wide = Math.max(9, until - from + 4);
  return <i className={styles.marked} style={{ left: (from + until - wide) / 2, width: wide }} />;
}
