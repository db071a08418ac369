import { Tooltip } from "@mantine/core";
import { useClocked } from "../time/clock.ts";
import { relativeText } from "../time/format-duration.ts";
import { exactText, ownZone, sameWallClock } from "../time/format-time.ts";
import { useTimeStyle } from "../time/time-style.ts";
import styles from "./time.module.css";

export interface RelativeTimeProps {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The zone of the schedule; the exact instant is then shown in it as well as in the reader's. */
  readonly zone?: string;
  /** Takes part in the order of Tab, so that the exact instant can be had by keyboard. Not in rows of a table. */
  readonly focusable?: boolean;
  /** Written before it: "due", "since". */
  readonly prefix?: string;
}

/** `in 4 min`, kept true, with the exact instant on hover and focus. */
export function RelativeTime({ at, zone, focusable = false, prefix }: RelativeTimeProps) {
  const text = useClocked((now) => relativeText(at, now));
  return (
    <Tooltip label={<ExactInstant at={at} zone={zone} />}>
      <time className={styles.time} dateTime={new Date(at).toISOString()} {...(focusable ? { tabIndex: 0 } : {})}>
        {prefix === undefined ? text : `${prefix} ${text}`}
      </time>
    </Tooltip>
  );
}

/** The whole instant, in the schedule's zone and in the reader's where they differ. */
export function ExactInstant({ at, zone }: { readonly at: number; readonly zone?: string | undefined }) {
  const own = ownZone();
  const ownStyle = useTimeStyle(own);
  const style = useTimeStyle(zone ?? own);
  if (zone === undefined || sameWallClock(at, zone, own)) return <span>{exactText(at, ownStyle)}</span>;
  return (
    <span className={styles.tip}>
      <span>
        {exactText(at, style)} ({zone})
      </span>
      <span>{exactText(at, ownStyle)} (yours)</span>
    </span>
  );
}
