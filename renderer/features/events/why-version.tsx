import type { ScheduleVersion } from "../../bridge/views.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./ledger.module.css";

const closings: Readonly<Record<NonNullable<ScheduleVersion["closedBecause"]>, string>> = {
  edited: "when it was edited",
  status: "when its status changed",
  deleted: "when the event was deleted",
};

export interface WhyVersionProps {
  readonly version: ScheduleVersion;
  readonly zone: string;
  readonly onVersion: (versionId: number) => void;
}

/** Which version of the schedule was in force, from when to when. */
export function WhyVersion({ version, zone, onVersion }: WhyVersionProps) {
  const { words, active, openedAt, closedAt, closedBecause } = version;
  return (
    <p className={styles.version}>
      <span className={styles.quiet}>Schedule then:</span>{" "}
      <button type="button" className={styles.link} onClick={() => onVersion(version.id)}>
        {words}
      </button>
      {!active && ", not active"}
      <span className={styles.quiet}>
        {", from "}
        <ZonedTime at={openedAt} zone={zone} />
        {closedAt === undefined ? (
          " on"
        ) : (
          <>
            {" until "}
            <ZonedTime at={closedAt} zone={zone} />
            {closedBecause !== undefined && `, ${closings[closedBecause]}`}
          </>
        )}
      </span>
    </p>
  );
}
