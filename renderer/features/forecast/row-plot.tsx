import { useMemo } from "react";
import type { Forecast, ForecastRow } from "../../bridge/views.ts";
import { CalendarBands } from "./calendar-bands.tsx";
import { bandsOf, lineHeights } from "./lines.ts";
import type { MeetingBook } from "./meetings.ts";
import { marksOf } from "./row-marks.ts";
import type { TimeScale } from "./time-scale.ts";
import styles from "./marks.module.css";

const shape = { height: lineHeights.row, margin: 8 };

export interface RowPlotProps {
  readonly row: ForecastRow;
  readonly forecast: Forecast;
  readonly scale: TimeScale;
  readonly meetings: MeetingBook;
}

/** The marks of a row: a handful of paths, however many starts there are. */
export function RowPlot({ row, forecast, scale, meetings }: RowPlotProps) {
  const bands = useMemo(() => bandsOf(row, forecast.windows), [row, forecast.windows]);
  const marks = useMemo(
    () => marksOf(row, forecast, scale, shape, meetings, bands),
    [row, forecast, scale, meetings, bands],
  );
  return (
    <>
      <CalendarBands spans={bands} scale={scale} />
      <svg className={styles.marks} width={scale.width} height={shape.height}>
        {marks.runs !== "" && <path className={styles.runs} d={marks.runs} />}
        {marks.bars !== "" && <path className={styles.bars} d={marks.bars} />}
        {marks.blocked !== "" && <path className={styles.blocked} d={marks.blocked} />}
        {marks.starts !== "" && <path className={styles.starts} d={marks.starts} />}
        {marks.meeting !== "" && <path className={styles.meeting} d={marks.meeting} />}
      </svg>
    </>
  );
}
