import { Chip, Input } from "@mantine/core";
import type { WeeklyDraft } from "./calendar-draft.ts";
import styles from "./calendar-editor.module.css";
import { TimeField } from "./time-field.tsx";
import type { CalendarForm } from "./use-calendar-form.ts";
import { dayNames } from "./window-words.ts";

export interface WindowFieldsProps<Draft> {
  /** `windows.3` */
  readonly place: string;
  readonly window: Draft;
  readonly onChange: (window: Draft) => void;
  readonly field: CalendarForm["field"];
  readonly autoFocus: boolean;
}

/** Days of the week, from when until when. */
export function WeeklyFields({ place, window, onChange, field, autoFocus }: WindowFieldsProps<WeeklyDraft>) {
  const days = field(`${place}.days`);
  return (
    <div className={styles.row}>
      <Input.Wrapper label="Begins on" labelElement="div" error={days.error}>
        <Chip.Group
          multiple
          value={window.days.map(String)}
          onChange={(chosen) => onChange({ ...window, days: chosen.map(Number).sort((left, right) => left - right) })}
        >
          <div className={styles.days} id={days.id} role="group" aria-label="Days on which it begins">
            {dayNames.map((name, index) => (
              <Chip
                key={name}
                size="xs"
                variant="outline"
                value={String(index + 1)}
                {...(autoFocus && index === 0 ? { autoFocus: true } : {})}
              >
                {name}
              </Chip>
            ))}
          </div>
        </Chip.Group>
      </Input.Wrapper>
      <div className={styles.moment}>
        <TimeField
          {...field(`${place}.from`)}
          label="From"
          value={window.from}
          onChange={(from) => onChange({ ...window, from })}
        />
        <TimeField
          {...field(`${place}.until`)}
          label="Until"
          value={window.until}
          onChange={(until) => onChange({ ...window, until })}
        />
      </div>
    </div>
  );
}
