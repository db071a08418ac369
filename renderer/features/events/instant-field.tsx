import { TextInput } from "@mantine/core";
import { instantOfDraft, type InstantDraft } from "./instant-draft.ts";

export interface InstantFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: InstantDraft;
  readonly onChange: (value: InstantDraft) => void;
  readonly zone: string;
  readonly description?: string;
  readonly error?: string | undefined;
}

/** A date and time on the wall clock of a zone. */
export function InstantField({ id, label, value, onChange, zone, description, error }: InstantFieldProps) {
  const named = value.text === "" ? undefined : instantOfDraft(value, zone);
  const problem = named !== undefined && named.at === undefined ? named.problem : undefined;
  const twice = named?.at !== undefined && named.twice;
  return (
    <TextInput
      id={id}
      label={label}
      type="datetime-local"
      step={1}
      w={260}
      description={twice ? "The clock shows this time twice that night; the first of the two is meant." : description}
      error={error ?? problem}
      value={value.text}
      onChange={(input) => onChange({ ...value, text: input.currentTarget.value })}
    />
  );
}
