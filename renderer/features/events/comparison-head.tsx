import { ActionIcon, Button, Select, TextInput, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { addDays } from "../../time/dates.ts";
import styles from "./schedule-comparison.module.css";

const spans: readonly { readonly value: string; readonly label: string }[] = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "14", label: "14 days" },
  { value: "31", label: "31 days" },
  { value: "92", label: "3 months" },
];

export interface ComparisonHeadProps {
  /** The chosen date as text; empty while it is today. */
  readonly date: string;
  /** Today in the schedule's zone. */
  readonly today: string;
  readonly days: number;
  readonly error: string | undefined;
  readonly onDate: (date: string) => void;
  readonly onDays: (days: number) => void;
}

/** Which days are compared: a date, how many days from it on, and the way to those before and after. */
export function ComparisonHead({ date, today, days, error, onDate, onDays }: ComparisonHeadProps) {
  const shown = date === "" ? today : date;
  const step = (by: number): void => {
    const base = /^\d{4}-\d\d-\d\d$/.test(shown) ? shown : today;
    const wanted = addDays(base, by * days);
    onDate(wanted === today ? "" : wanted);
  };
  return (
    <div className={styles.head}>
      <Tooltip label="Earlier (Page Up)">
        <ActionIcon variant="default" size={30} aria-label="Earlier days" onClick={() => step(-1)}>
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <TextInput
        type="date"
        aria-label="Compare from this date on"
        w={146}
        value={shown}
        error={error}
        onChange={(input) => onDate(input.currentTarget.value)}
        onKeyDown={(press) => {
          if (press.key !== "PageUp" && press.key !== "PageDown") return;
          press.preventDefault();
          step(press.key === "PageUp" ? -1 : 1);
        }}
      />
      <Tooltip label="Later (Page Down)">
        <ActionIcon variant="default" size={30} aria-label="Later days" onClick={() => step(1)}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Select
        aria-label="How many days"
        w={104}
        data={[...spans]}
        value={String(days)}
        allowDeselect={false}
        onChange={(value) => {
          if (value !== null) onDays(Number(value));
        }}
      />
      <Button variant="subtle" disabled={date === ""} onClick={() => onDate("")}>
        From now
      </Button>
    </div>
  );
}
