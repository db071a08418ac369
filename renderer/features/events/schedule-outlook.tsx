import type { ScheduleKind } from "../../../shared/words.ts";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { DuePreview } from "../../ui/due-preview.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { classes } from "../../ui/tone-class.ts";
import { ZoneChip } from "../../ui/zoned-time.tsx";
import { clockChange } from "./clock-changes.ts";
import styles from "./event-editor.module.css";
import type { LivePreview } from "./use-schedule-preview.ts";

export interface ScheduleOutlookProps {
  readonly preview: LivePreview;
  readonly zone: string;
  readonly kind: ScheduleKind;
}

/** What the drafted schedule comes to: in words, and its next five due times. */
export function ScheduleOutlook({ preview, zone, kind }: ScheduleOutlookProps) {
  const { answer, stale, failed } = preview;
  const now = useNow(60_000);
  const due = answer?.ok === true ? answer.dueMs : [];
  const notes = due.map((at, index) => clockChange(due[index - 1] ?? now, at, zone));
  return (
    <div className={styles.outlook} role="group" aria-label="What this comes to">
      <div className={styles.outlookHead}>
        <p className={classes(styles.words, stale && styles.stale)} role="status">
          {answer?.ok === true ? wordsOf(kind, answer.words) : " "}
        </p>
        <ZoneChip zone={zone} />
      </div>
      {failed !== undefined && <ErrorPanel title="The due times could not be worked out" error={failed} />}
      {answer === undefined && failed === undefined && (
        <p className={styles.hint}>The next due times appear here as you type.</p>
      )}
      {answer?.ok === false && <p className={styles.hint}>No due times: correct what is marked.</p>}
      {answer?.ok === true && due.length === 0 && (
        <p className={styles.error}>No moment in the future: it would never be due.</p>
      )}
      <DuePreview due={due} zone={zone} notes={notes} stale={stale} />
      {due.length > 0 && zone !== ownZone() && (
        <p className={styles.hint}>
          Times are those of {zone.replaceAll("_", " ")}; “yours” are those of {ownZone().replaceAll("_", " ")}.
        </p>
      )}
    </div>
  );
}

/** A single instant stands below in both zones; saying it in UTC as well helps nobody. */
function wordsOf(kind: ScheduleKind, words: string): string {
  const short = kind === "once" ? "once" : kind === "interval" ? words.replace(/, counted from .*$/, "") : words;
  return short.charAt(0).toUpperCase() + short.slice(1);
}
