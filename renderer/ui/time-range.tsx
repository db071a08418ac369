import { Select } from "@mantine/core";

/** The lengths of time that a list or a search can be limited to, as they stand in the address. */
export const timeRanges = {
  "1h": { words: "Last hour", lengthMs: 3_600_000 },
  "24h": { words: "Last 24 hours", lengthMs: 86_400_000 },
  "7d": { words: "Last 7 days", lengthMs: 7 * 86_400_000 },
  "30d": { words: "Last 30 days", lengthMs: 30 * 86_400_000 },
} as const;
export type TimeRange = keyof typeof timeRanges;

/** Reads a range from an address; undefined for what is none. */
export function readTimeRange(word: string | null): TimeRange | undefined {
  return word !== null && Object.hasOwn(timeRanges, word) ? (word as TimeRange) : undefined;
}

const choices = (Object.keys(timeRanges) as TimeRange[]).map((range) => ({
  value: range,
  label: timeRanges[range].words,
}));

export interface TimeRangeSelectProps {
  /** What has to lie within it: "Queued within". */
  readonly label: string;
  readonly value: TimeRange | undefined;
  readonly onChange: (range: string | undefined) => void;
}

export function TimeRangeSelect({ label, value, onChange }: TimeRangeSelectProps) {
  return (
    <Select
      aria-label={label}
      placeholder="Any time"
      w={150}
      clearable
      clearButtonProps={{ "aria-label": "Any time" }}
      data={choices}
      value={value ?? null}
      onChange={(range) => onChange(range ?? undefined)}
    />
  );
}
