import { Group, Input, NumberInput, Select } from "@mantine/core";
import { durationUnits, type DurationDraft } from "./duration-draft.ts";

export interface DurationFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: DurationDraft;
  readonly onChange: (value: DurationDraft) => void;
  readonly description?: string;
  readonly error?: string | undefined;
}

/** A length of time: a number and its unit. */
export function DurationField({ id, label, value, onChange, description, error }: DurationFieldProps) {
  return (
    <Input.Wrapper
      label={label}
      labelProps={{ htmlFor: id }}
      description={description}
      error={error}
      id={`${id}-field`}
    >
      <Group gap={6} wrap="nowrap" mb={description === undefined ? 0 : "calc(var(--mantine-spacing-xs) / 2)"}>
        <NumberInput
          id={id}
          w={84}
          min={0}
          value={value.amount}
          error={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-field-error`}
          onChange={(amount) => onChange({ ...value, amount })}
        />
        <Select
          w={104}
          aria-label={`${label}: unit`}
          data={[...durationUnits]}
          value={value.unit}
          allowDeselect={false}
          onChange={(unit) => {
            if (unit !== null) onChange({ ...value, unit });
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}
