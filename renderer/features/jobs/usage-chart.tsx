import { useId } from "react";
import { elapsedText } from "../../time/format-duration.ts";
import { polylineOf, type UsageChartData } from "./usage-lines.ts";
import styles from "./usage.module.css";

const width = 600;
const height = 120;
/** The highest value keeps clear of the upper edge. */
const headroom = 1.1;

export interface UsageChartProps {
  readonly chart: UsageChartData;
  /** The time that all charts show, epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One figure of an execution over its time. The picture is told in words, too, and in the table beside it. */
export function UsageChart({ chart, fromMs, toMs }: UsageChartProps) {
  const id = useId();
  const values = chart.lines.flatMap(({ points }) => points.map(({ value }) => value));
  const highest = Math.max(0, ...values);
  const top = Math.max(highest * headroom, (chart.limit ?? 0) * headroom);
  const most = top === 0 ? 1 : top;
  const isKnown = values.length > 0;
  const limitAt = chart.limit === undefined ? undefined : height - (chart.limit / most) * height;
  const words = `${chart.title}: ${chart.summary}; the highest shown is ${chart.text(highest)}, over ${elapsedText(toMs - fromMs)}`;
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption id={id} className={styles.caption}>
        <span className={styles.title}>{chart.title}</span>
        <span className={styles.summary}>{chart.summary}</span>
      </figcaption>
      {isKnown ? (
        <>
          <div className={styles.plot}>
            <svg
              viewBox={`0 0 ${String(width)} ${String(height)}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={words}
            >
              {limitAt !== undefined && <line className={styles.limit} x1={0} x2={width} y1={limitAt} y2={limitAt} />}
              {chart.lines.map(({ name, points }, index) => (
                <polyline
                  key={name}
                  className={index === 0 ? styles.first : styles.second}
                  points={polylineOf(points, { width, height, fromMs, toMs, most })}
                />
              ))}
            </svg>
            <span className={styles.most} aria-hidden>
              {chart.text(most)}
            </span>
          </div>
          <div className={styles.axis} aria-hidden>
            <span>0</span>
            {chart.lines.length > 1 || chart.limit !== undefined ? (
              <span className={styles.legend}>
                {chart.lines.map(({ name }, index) => (
                  <span key={name}>
                    <i className={index === 0 ? styles.firstKey : styles.secondKey} />
                    {name}
                  </span>
                ))}
                {chart.limit !== undefined && (
                  <span>
                    <i className={styles.limitKey} />
                    limit {chart.text(chart.limit)}
                  </span>
                )}
              </span>
            ) : null}
            <span>{elapsedText(toMs - fromMs)}</span>
          </div>
        </>
      ) : (
        <p className={styles.untold}>
          {chart.summary === "" ? "Not told where this ran." : "Too short for a line: one look was taken."}
        </p>
      )}
    </figure>
  );
}
