import { Input, TextInput } from "@mantine/core";
import type { DatedDraft } from "./calendar-draft.ts";
import styles from "./calendar-editor.module.css";
import { TimeField } from "./time-field.tsx";
import type { WindowFieldsProps } from "./weekly-fields.tsx";

/** From one date to another; without times, whole days. */
export function DatedFields({ place, window, onChange, field, autoFocus }: WindowFieldsProps<DatedDraft>) {
  const from = field(`${place}.from`);
  const until = field(`${place}.until`);
  return (
    <div className={styles.row}>
      <Input.Wrapper label="From" labelProps={{ htmlFor: from.id }} error={from.error}>
        <div className={styles.moment}>
          <TextInput
            id={from.id}
            type="date"
            w={140}
            autoFocus={autoFocus}
            error={from.error !== undefined}
            value={window.fromDate}
            onChange={(input) => onChange({ ...window, fromDate: input.currentTarget.value })}
          />
          <TimeField
            name="From: time, empty for the first moment of the day"
            placeholder="00:00"
            value={window.fromTime}
            onChange={(fromTime) => onChange({ ...window, fromTime })}
          />
        </div>
      </Input.Wrapper>
      <Input.Wrapper label="Until" labelProps={{ htmlFor: until.id }} error={until.error}>
        <div className={styles.moment}>
          <TextInput
            id={until.id}
            type="date"
            w={140}
            error={until.error !== undefined}
            value={window.untilDate}
            onChange={(input) => onChange({ ...window, untilDate: input.currentTarget.value })}
          />
          <TimeField
            name="Until: time, empty for the end of the day"
            placeholder="24:00"
            value={window.untilTime}
            onChange={(untilTime) => onChange({ ...window, untilTime })}
          />
        </div>
      </Input.Wrapper>
    </div>
  );
}
