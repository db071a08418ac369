import styles from "./progress-line.module.css";
import { classes, toneClass } from "./tone-class.ts";

export interface ProgressLineProps {
  /** From 0 to 1. */
  readonly fraction: number;
  /** What is being done, if that was told. */
  readonly message?: string | undefined;
  /** What is on its way, for assistive technology. */
  readonly label: string;
}

/** `42 %` of what has ended only when it is whole: 99.6 % is not yet 100. */
export function percentText(fraction: number): string {
  return `${String(fraction >= 1 ? 100 : Math.min(99, Math.round(fraction * 100)))} %`;
}

/** How far something is, as its script tells. */
export function ProgressLine({ fraction, message, label }: ProgressLineProps) {
  const text = percentText(fraction);
  return (
    <div className={classes(styles.line, toneClass("running"))}>
      <span className={styles.percent}>{text}</span>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(fraction * 100)}
        aria-valuetext={message === undefined ? text : `${text}: ${message}`}
      >
        <span className={styles.fill} style={{ width: `${String(Math.min(1, fraction) * 100)}%` }} />
      </div>
      {message !== undefined && (
        <span className={styles.message} title={message}>
          {message}
        </span>
      )}
    </div>
  );
}
