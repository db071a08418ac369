import { formatDuration } from "../../shared/duration.ts";

/** "2m ago", "in 3h": an instant against now, in one rounded unit. Both are epoch milliseconds. */
export function relativeTime(instantMs: number, nowMs: number): string {
  const text = roughDuration(Math.abs(instantMs - nowMs));
  if (text === "0s") return "now";
  return instantMs < nowMs ? `${text} ago` : `in ${text}`;
}

/** A duration to the eye: two significant units at most, such as 850ms, 12.3s, 4m 10s, 2h 5m, 3d 4h. */
export function shortDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${String(Math.round(milliseconds))}ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1).replace(/\.0$/, "")}s`;
  const seconds = Math.round(milliseconds / 1000);
  const pairs = [
    [86_400, "d", 3_600, "h"],
    [3_600, "h", 60, "m"],
    [60, "m", 1, "s"],
  ] as const;
  for (const [large, largeName, small, smallName] of pairs) {
    if (seconds < large) continue;
    const rest = Math.floor((seconds % large) / small);
    return `${String(Math.floor(seconds / large))}${largeName}${rest === 0 ? "" : ` ${String(rest)}${smallName}`}`;
  }
  return `${String(seconds)}s`;
}

function roughDuration(milliseconds: number): string {
  for (const unit of [86_400_000, 3_600_000, 60_000, 1_000]) {
    if (milliseconds >= unit) return formatDuration(Math.floor(milliseconds / unit) * unit).replace(/^(\d+)d$/, "$1d");
  }
  return "0s";
}

/** An instant in UTC, ISO 8601 to the second, or to the millisecond when it has any. */
export function utcTime(instantMs: number): string {
  return new Date(instantMs).toISOString().replace(".000Z", "Z");
}

/** Making one is slow, and lists ask for the same zone again and again. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant on the clock of a zone: `2026-03-02 13:00:00 Europe/Berlin`. */
export function localTime(instantMs: number, timezone: string): string {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  formats.set(timezone, format);
  return `${format.format(instantMs)} ${timezone}`;
}

/** Both at once, for a list: `2026-03-02T12:00:00Z (2m ago)`. */
export function exactAndRelative(instantMs: number, nowMs: number): string {
  return `${utcTime(instantMs)} (${relativeTime(instantMs, nowMs)})`;
}
