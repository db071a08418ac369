import { Tooltip } from "@mantine/core";
import { elapsedText } from "../time/format-duration.ts";
import styles from "./duration-bar.module.css";
import type { Tone } from "./status-looks.ts";
import { classes, toneClass } from "./tone-class.ts";

export interface DurationBarProps {
  readonly durationMs: number;
  /** Earlier durations of the same event, milliseconds; the mark shows their median. */
  readonly history: readonly number[];
  readonly tone?: Tone;
}

/** The middle value; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** How long it took, against how long it usually takes. */
export function DurationBar({ durationMs, history, tone = "completed" }: DurationBarProps) {
  const usual = median(history);
  const longest = Math.max(durationMs, ...history, 1);
  const share = (value: number): string => `${((value / longest) * 100).toFixed(1)}%`;
  const bar = (
    <span className={classes(styles.bar, toneClass(tone))}>
      <span>{elapsedText(durationMs)}</span>
      {history.length > 0 && (
        <span className={styles.track} aria-hidden>
          <span className={styles.fill} style={{ width: share(durationMs) }} />
          {usual !== undefined && <span className={styles.usual} style={{ left: share(usual) }} />}
        </span>
      )}
    </span>
  );
  if (usual === undefined) return bar;
  return <Tooltip label={`Usually ${elapsedText(usual)} (median of ${String(history.length)})`}>{bar}</Tooltip>;
}
