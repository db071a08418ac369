import { Button } from "@mantine/core";
import { IconClockShield } from "@tabler/icons-react";
import type { ScheduleComparison } from "../../bridge/views.ts";
import styles from "./schedule-comparison.module.css";

type Compared = Extract<ScheduleComparison, { ok: true }>;

/** Clock changes told beyond those that the sentences name. */
const toldChanges = 3;

export interface ComparisonSentencesProps {
  readonly compared: Compared;
  /** Goes to a date. */
  readonly onDate: (date: string) => void;
}

/** The difference in words, the most important first; clock changes lead to their day. */
export function ComparisonSentences({ compared, onDate }: ComparisonSentencesProps) {
  const { sentences, clockChanges } = compared;
  const told = new Set(sentences);
  const further = clockChanges.filter(({ sentence }) => !told.has(sentence)).slice(0, toldChanges);
  return (
    <ul className={styles.sentences}>
      {sentences.map((sentence) => {
        const change = clockChanges.find((each) => each.sentence === sentence);
        return (
          <li key={sentence}>
            {capitalised(sentence)}
            {change !== undefined && <ToDay date={change.date} onDate={onDate} />}
          </li>
        );
      })}
      {further.map((change) => (
        <li key={change.atMs} className={styles.clock}>
          <IconClockShield size={14} aria-hidden />
          {capitalised(change.sentence)}
          <ToDay date={change.date} onDate={onDate} />
        </li>
      ))}
    </ul>
  );
}

function ToDay({ date, onDate }: { readonly date: string; readonly onDate: (date: string) => void }) {
  return (
    <Button variant="subtle" size="compact-xs" aria-label={`Show the day ${date}`} onClick={() => onDate(date)}>
      Show the day
    </Button>
  );
}

function capitalised(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
