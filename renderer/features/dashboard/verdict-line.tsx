import {
  IconAlertTriangle,
  IconCalendarPlus,
  IconCheck,
  IconCircleDashed,
  IconHandStop,
  type Icon,
} from "@tabler/icons-react";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./dashboard.module.css";
import type { Verdict } from "./verdict.ts";

const marks: Readonly<Record<Verdict["kind"], Icon>> = {
  fine: IconCheck,
  trouble: IconAlertTriangle,
  attention: IconHandStop,
  unused: IconCalendarPlus,
  unknown: IconCircleDashed,
};

/** The answer, where the eye goes first. */
export function VerdictLine({ verdict }: { readonly verdict: Verdict }) {
  const Mark = marks[verdict.kind];
  return (
    <header className={styles.verdict}>
      <span
        className={classes(styles.verdictMark, toneClass(verdict.tone), verdict.tone === "unknown" && styles.hollow)}
      >
        <Mark size={22} stroke={2} aria-hidden />
      </span>
      <div role="status">
        <h1 tabIndex={-1}>{verdict.headline}</h1>
        {verdict.remarks.length > 0 && <p className={styles.remarks}>{verdict.remarks.join(" · ")}</p>}
      </div>
    </header>
  );
}
