import { Tooltip } from "@mantine/core";
import { useClocked } from "../time/clock.ts";
import { ownZone, sameWallClock, shortText } from "../time/format-time.ts";
import { useTimeStyle } from "../time/time-style.ts";
import { ExactInstant } from "./relative-time.tsx";
import styles from "./time.module.css";

export interface ZonedTimeProps {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly zone?: string;
  /** Also where the instant has none: beside others that do. */
  readonly seconds?: boolean;
}

/** An instant as a wall clock shows it, in the schedule's zone; and in the reader's too where they differ. */
export function ZonedTime({ at, zone, seconds = false }: ZonedTimeProps) {
  const own = ownZone();
  const style = useTimeStyle(zone ?? own);
  const ownStyle = useTimeStyle(own);
  const text = useClocked((now) => shortText(at, now, style, seconds));
  const ownText = useClocked((now) => shortText(at, now, ownStyle, seconds));
  const differs = zone !== undefined && !sameWallClock(at, zone, own);
  return (
    <Tooltip label={<ExactInstant at={at} zone={zone} />}>
      <time className={styles.zones} dateTime={new Date(at).toISOString()}>
        <span>{text}</span>
        {differs && <span className={styles.other}>{ownText} yours</span>}
      </time>
    </Tooltip>
  );
}

/** The name of a time zone. */
export function ZoneChip({ zone }: { readonly zone: string }) {
  return <span className={styles.chip}>{zone.replaceAll("_", " ")}</span>;
}
