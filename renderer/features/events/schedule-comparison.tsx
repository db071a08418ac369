import { useId, useState } from "react";
import type { ScheduleComparison as Answer } from "../../bridge/views.ts";
import { useNow } from "../../time/clock.ts";
import { dateAt, startOfDate } from "../../time/dates.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { classes } from "../../ui/tone-class.ts";
import { ComparisonHead } from "./comparison-head.tsx";
import { ComparisonMeetings } from "./comparison-meetings.tsx";
import { ComparisonSentences } from "./comparison-sentences.tsx";
import { ComparisonStrip } from "./comparison-strip.tsx";
import type { EventDraft } from "./event-draft.ts";
import styles from "./schedule-comparison.module.css";
import { useScheduleComparison } from "./use-schedule-comparison.ts";

const usualDays = 14;

export interface ScheduleComparisonProps {
  readonly draft: EventDraft;
  /** Absent for a new event. */
  readonly eventId: number | undefined;
  /** A field of the schedule says already what is wrong with it. */
  readonly marked: boolean;
}

/** What a date names in a zone; undefined while either is half typed. */
function beginning(date: string, zone: string): number | undefined {
  try {
    return startOfDate(date, zone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function todayIn(now: number, zone: string): string {
  try {
    return dateAt(now, zone);
  } catch (error) {
    if (error instanceof RangeError) return dateAt(now, "UTC");
    throw error;
  }
}

/** What saving would change: in sentences, and on the days one chooses. */
export function ScheduleComparison({ draft, eventId, marked }: ScheduleComparisonProps) {
  const id = useId();
  const zone = draft.timezone;
  const today = todayIn(useNow(60_000), zone);
  const [date, setDate] = useState("");
  const [days, setDays] = useState(usualDays);
  const fromMs = date === "" ? undefined : beginning(date, zone);
  const { answer, stale, failed } = useScheduleComparison(draft, eventId, { fromMs, days });
  const wrongDate = date !== "" && fromMs === undefined ? "Give a date" : dateComplaint(answer);
  const dimmed = stale || wrongDate !== undefined;
  return (
    <section className={styles.panel} aria-labelledby={id} aria-busy={stale}>
      <header className={styles.top}>
        <h3 id={id}>{eventId === undefined ? "What saving brings" : "What saving changes"}</h3>
        <span className={styles.state} role="status">
          {stale ? "being worked out…" : ""}
        </span>
        <ComparisonHead
          date={date}
          today={today}
          days={days}
          error={wrongDate}
          onDate={(wanted) => setDate(wanted === today ? "" : wanted)}
          onDays={setDays}
        />
      </header>
      {failed !== undefined && <ErrorPanel title="The change could not be worked out" error={failed} />}
      {answer === undefined && failed === undefined && stale && <LoadingRows rows={3} />}
      {answer === undefined && failed === undefined && !stale && (
        <p className={styles.none}>Complete the schedule to see what it brings.</p>
      )}
      {answer?.ok === false && wrongDate === undefined && (
        <p className={styles.none}>
          {stale || marked
            ? "Correct what is marked to see what it brings."
            : [answer.message, answer.remedy].filter((part) => part !== undefined).join(" ")}
        </p>
      )}
      {answer?.ok === true && (
        <div className={classes(styles.body, dimmed && styles.dimmed)}>
          <ComparisonSentences compared={answer} onDate={setDate} />
          <ComparisonStrip compared={answer} zone={zone} isNew={answer.perWeekBefore === undefined} />
          <ComparisonMeetings meets={answer.meets} zone={zone} />
        </div>
      )}
    </section>
  );
}

/** A complaint about the days one asked for; all others stand at the fields of the schedule. */
function dateComplaint(answer: Answer | undefined): string | undefined {
  if (answer?.ok !== false) return undefined;
  return answer.field === "fromMs" || answer.field === "days" ? answer.message : undefined;
}
