import type { Forecast } from "../../bridge/views.ts";
import { ownZone, shortText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes } from "../../ui/tone-class.ts";
import { lineHeights } from "./lines.ts";
import { barsPath } from "./row-marks.ts";
import { clampedX, type TimeScale } from "./time-scale.ts";
import marks from "./marks.module.css";
import styles from "./timeline.module.css";

const height = lineHeights.load;
/** Above the bars stands what the busiest minute has, pixels. */
const shape = { height: height - 12, margin: 4 };
/** Room that the words at the busiest minute need, pixels. */
const labelRoom = 150;

/** How much starts, all together; the busiest minute is named. */
export function LoadBars({ forecast, scale }: { readonly forecast: Forecast; readonly scale: TimeScale }) {
  const style = useTimeStyle(ownZone());
  const { load, fromMs, bucketMs } = forecast;
  const busiest = load.busiest[0];
  const peak = busiest === undefined ? -1 : Math.floor((busiest.atMs - fromMs) / bucketMs);
  const only = load.starts.map((count, bucket) => (bucket === peak ? count : 0));
  const most = Math.max(1, ...load.starts);
  const x = busiest === undefined ? 0 : clampedX(scale, busiest.atMs);
  return (
    <>
      <svg
        className={marks.marks}
        width={scale.width}
        height={height}
        viewBox={`0 -12 ${String(scale.width)} ${String(height)}`}
      >
        <path className={marks.bars} d={barsPath(load.starts, forecast, scale, shape, most)} />
        {busiest !== undefined && busiest.starts > 1 && (
          <path className={marks.peak} d={barsPath(only, forecast, scale, shape, most)} />
        )}
      </svg>
      {busiest !== undefined && busiest.starts > 1 && (
        <span
          className={classes(styles.peakLabel, x > scale.width - labelRoom && styles.leftwards)}
          style={x > scale.width - labelRoom ? { right: scale.width - x } : { left: x }}
        >
          busiest {shortText(busiest.atMs, fromMs, style)}: {busiest.starts.toLocaleString("en-GB")}
        </span>
      )}
    </>
  );
}
