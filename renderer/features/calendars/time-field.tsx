import { TextInput } from "@mantine/core";
import { completedTime } from "./completed-time.ts";

export interface TimeFieldProps {
  readonly id?: string;
  readonly label?: string;
  /** Its name where no label is shown. */
  readonly name?: string;
  readonly value: string;
  readonly onChange: (time: string) => void;
  readonly error?: string | undefined;
  readonly placeholder?: string;
}

/** A time of day, `22:30`, whatever the browser's own habits are; `9` and `930` are completed on leaving the field. */
export function TimeField({ id, label, name, value, onChange, error, placeholder = "22:30" }: TimeFieldProps) {
  return (
    <TextInput
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { label })}
      {...(name === undefined ? {} : { "aria-label": name })}
      w={92}
      inputMode="numeric"
      maxLength={5}
      autoComplete="off"
      placeholder={placeholder}
      value={value}
      error={error}
      onChange={(input) => onChange(input.currentTarget.value)}
      onBlur={() => {
        const completed = completedTime(value);
        if (completed !== value) onChange(completed);
      }}
    />
  );
}
