const unitSizes = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export type DurationUnit = keyof typeof unitSizes;

export const durationUnits: readonly { readonly value: DurationUnit; readonly label: string }[] = [
  { value: "s", label: "seconds" },
  { value: "min", label: "minutes" },
  { value: "h", label: "hours" },
  { value: "d", label: "days" },
];

/** A length of time as it stands in a form: the amount is text while it is being typed. */
export interface DurationDraft {
  readonly amount: number | string;
  readonly unit: DurationUnit;
}

/** Splits milliseconds into the largest unit that divides them, seconds otherwise. */
export function draftDuration(milliseconds: number): DurationDraft {
  for (const unit of ["d", "h", "min"] as const) {
    if (milliseconds > 0 && milliseconds % unitSizes[unit] === 0) {
      return { amount: milliseconds / unitSizes[unit], unit };
    }
  }
  return { amount: milliseconds / unitSizes.s, unit: "s" };
}

/** The drafted length in whole milliseconds; undefined while there is no number. */
export function durationOfDraft({ amount, unit }: DurationDraft): number | undefined {
  const number = numberOfDraft(amount);
  return number === undefined ? undefined : Math.round(number * unitSizes[unit]);
}

/** A number as it stands in a form; undefined while there is none. */
export function numberOfDraft(amount: number | string): number | undefined {
  const text = String(amount).trim();
  const number = Number(text);
  return text === "" || !Number.isFinite(number) ? undefined : number;
}
