import type { JobCounts } from "../../bridge/views.ts";
import { jobLooks } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { statusGroupNames, statusGroups, type StatusGroup } from "./job-filter.ts";
import styles from "./jobs.module.css";

export interface StatusChipsProps {
  readonly counts: JobCounts | undefined;
  readonly chosen: readonly StatusGroup[];
  readonly onSwitch: (group: StatusGroup) => void;
}

/** How many jobs there are in each status; each switches the list to it. */
export function StatusChips({ counts, chosen, onSwitch }: StatusChipsProps) {
  return (
    <div className={styles.chips} role="group" aria-label="Status">
      {statusGroupNames.map((group) => {
        const look = jobLooks[group];
        const Mark = look.icon;
        const count = statusGroups[group].reduce((sum, status) => sum + (counts?.[status] ?? 0), 0);
        const on = chosen.includes(group);
        return (
          <button
            key={group}
            type="button"
            className={classes(styles.chip, toneClass(look.tone), count === 0 && styles.none)}
            aria-pressed={on}
            onClick={() => onSwitch(group)}
          >
            <Mark size={14} aria-hidden />
            {look.word}
            <span className={styles.count}>{counts === undefined ? "" : count.toLocaleString("en-GB")}</span>
          </button>
        );
      })}
    </div>
  );
}
