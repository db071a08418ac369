import { NumberInput } from "@mantine/core";
import { useState } from "react";

export interface NumberSettingProps {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** Written behind the number. */
  readonly unit: string;
  readonly labelId: string;
  readonly hintId: string;
  readonly onSave: (value: number) => void;
}

/** A whole number, saved when the field is left or Enter is pressed; Escape gives the change up. */
export function NumberSetting({ value, least, most, unit, labelId, hintId, onSave }: NumberSettingProps) {
  const [draft, setDraft] = useState<number | string>();
  const shown = draft ?? value;
  const isRight = typeof shown === "number" && Number.isInteger(shown) && shown >= least && shown <= most;
  const commit = (): void => {
    if (draft === undefined || !isRight) return;
    setDraft(undefined);
    if (typeof shown === "number" && shown !== value) onSave(shown);
  };
  return (
    <NumberInput
      aria-labelledby={labelId}
      aria-describedby={hintId}
      w={150}
      allowDecimal={false}
      suffix={` ${unit}`}
      clampBehavior="none"
      value={shown}
      error={isRight ? undefined : `${least.toLocaleString("en-GB")} to ${most.toLocaleString("en-GB")}`}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(press) => {
        if (press.key === "Enter") commit();
        if (press.key === "Escape") setDraft(undefined);
      }}
    />
  );
}
