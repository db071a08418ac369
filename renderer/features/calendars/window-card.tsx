import { ActionIcon, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { memo } from "react";
import { classes, toneClass } from "../../ui/tone-class.ts";
import type { WindowDraft } from "./calendar-draft.ts";
import styles from "./calendar-editor.module.css";
import { DatedFields } from "./dated-fields.tsx";
import { RecurringFields } from "./recurring-fields.tsx";
import type { CalendarForm } from "./use-calendar-form.ts";
import { WeeklyFields } from "./weekly-fields.tsx";
import { windowWords } from "./window-words.ts";

const kindWords: Readonly<Record<WindowDraft["kind"], string>> = {
  weekly: "Days of the week",
  dated: "Dates",
  recurring: "Recurring",
};

export interface WindowCardProps {
  readonly index: number;
  readonly window: WindowDraft;
  /** Of the calendar. */
  readonly timezone: string;
  readonly field: CalendarForm["field"];
  readonly autoFocus: boolean;
  readonly onChange: (index: number, window: WindowDraft) => void;
  readonly onRemove: (index: number) => void;
}

/** One window: what it does, when, and what it is called. Drawn again only when something of it has changed. */
export const WindowCard = memo(function WindowCard(props: WindowCardProps) {
  const { index, window, timezone, field, autoFocus, onChange, onRemove } = props;
  const place = `windows.${String(index)}`;
  const number = `Window ${String(index + 1)}`;
  const label = field(`${place}.label`);
  const share = { place, autoFocus, field };
  const set = (changed: WindowDraft): void => onChange(index, changed);
  return (
    <li
      className={classes(styles.window, toneClass(window.effect === "allow" ? "completed" : "cancelled"))}
      aria-label={number}
    >
      <div className={styles.windowHead}>
        <b>{kindWords[window.kind]}</b>
        <span className={styles.hint}>{window.kind === "recurring" ? "" : windowWords(window)}</span>
        <Tooltip label="Remove this window">
          <ActionIcon aria-label={`Remove window ${String(index + 1)}`} onClick={() => onRemove(index)}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={styles.windowFields}>
        <div className={styles.row}>
          <SegmentedControl
            aria-label={`${number}: effect`}
            value={window.effect}
            onChange={(effect) => set({ ...window, effect })}
            data={[
              { value: "blackout", label: "Nothing starts" },
              { value: "allow", label: "Only then" },
            ]}
          />
          <TextInput
            id={label.id}
            error={label.error}
            aria-label={`${number}: label`}
            placeholder="Label, such as: patch night"
            className={styles.grow}
            value={window.label}
            onChange={(input) => set({ ...window, label: input.currentTarget.value })}
          />
        </div>
        {window.kind === "weekly" && <WeeklyFields {...share} window={window} onChange={set} />}
        {window.kind === "dated" && <DatedFields {...share} window={window} onChange={set} />}
        {window.kind === "recurring" && (
          <RecurringFields {...share} window={window} timezone={timezone} onChange={set} />
        )}
      </div>
    </li>
  );
});
