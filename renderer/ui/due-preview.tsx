import { IconAlertTriangle } from "@tabler/icons-react";
import styles from "./due-preview.module.css";
import { RelativeTime } from "./relative-time.tsx";
import { classes } from "./tone-class.ts";
import { ZonedTime } from "./zoned-time.tsx";

export interface DuePreviewProps {
  /** Due instants, epoch milliseconds, in order. */
  readonly due: readonly number[];
  readonly zone: string;
  /** What is odd about each instant, such as a clock change; undefined where nothing is. */
  readonly notes?: readonly (string | undefined)[];
  /** The instants belong to what was typed before; the new ones are being worked out. */
  readonly stale?: boolean;
}

/** The next due instants, each in the schedule's zone, in the reader's, and from now. */
export function DuePreview({ due, zone, notes = [], stale = false }: DuePreviewProps) {
  return (
    <ol className={classes(styles.list, stale && styles.stale)} aria-label="Next due times" aria-busy={stale}>
      {due.map((at, index) => (
        <li key={at} className={styles.row}>
          <span className={styles.number} aria-hidden>
            {index + 1}
          </span>
          <ZonedTime at={at} zone={zone} />
          <span className={styles.relative}>
            <RelativeTime at={at} zone={zone} />
          </span>
          {notes[index] !== undefined && (
            <span className={styles.note}>
              <IconAlertTriangle size={13} aria-hidden />
              {notes[index]}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
