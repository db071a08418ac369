import { z } from "zod";

const unitMilliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type DurationUnit = keyof typeof unitMilliseconds;

const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/**
 * Reads a duration such as `500ms`, `30s`, `10m`, `2h` or `1d`.
 * @returns milliseconds, or undefined when the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text.trim());
  if (!match) return undefined;
  const milliseconds = Number(match[1]) * unitMilliseconds[match[2] as DurationUnit];
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

/** Writes milliseconds in the largest unit that divides them, so that `parseDuration` gives the same number back. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ["d", "h", "m", "s"] as const) {
    if (milliseconds > 0 && milliseconds % unitMilliseconds[unit] === 0) {
      return `${String(milliseconds / unitMilliseconds[unit])}${unit}`;
    }
  }
  return milliseconds === 0 ? "0s" : `${String(milliseconds)}ms`;
}

/** A duration written by a person, parsed to milliseconds. */
export const durationText = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    context.addIssue({ code: "custom", message: `"${text}" is not a duration; write 500ms, 30s, 10m, 2h or 1d` });
    return z.NEVER;
  }
  return milliseconds;
});
