import type { ScheduleComparison } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { counted } from "../../ui/plural.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./schedule-comparison.module.css";

type Meeting = Extract<ScheduleComparison, { ok: true }>["meets"][number];

const shownMeetings = 4;

/** Other events that start in the same minute at the same place, those that are new first. */
export function ComparisonMeetings({ meets, zone }: { readonly meets: readonly Meeting[]; readonly zone: string }) {
  if (meets.length === 0) return null;
  const sorted = meets.toSorted((left, right) => Number(right.isNew) - Number(left.isNew) || left.atMs - right.atMs);
  return (
    <div className={styles.meets}>
      <h4>Starts beside</h4>
      <ul>
        {sorted.slice(0, shownMeetings).map((meeting) => (
          <li key={meeting.eventId}>
            <a href={paths.event(meeting.eventId)}>{meeting.eventName}</a>
            <span className={styles.faint}>
              {counted(meeting.times, "time")}, first <ZonedTime at={meeting.atMs} zone={zone} />
              {meeting.isNew ? "" : ", as before"}
            </span>
          </li>
        ))}
        {sorted.length > shownMeetings && (
          <li className={styles.faint}>and {counted(sorted.length - shownMeetings, "other event")}</li>
        )}
      </ul>
    </div>
  );
}
