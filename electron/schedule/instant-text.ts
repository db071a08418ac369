import { findZone } from "./zone.ts";

/**
 * An instant on the clock of a zone and, where that differs, in UTC: `2026-03-29 03:00 Europe/Berlin (01:00 UTC)`.
 * Seconds and milliseconds are shown when there are any.
 * @param instantMs epoch milliseconds
 */
export function instantText(instantMs: number, timezone: string): string {
  const utc = clockText(instantMs);
  const zone = findZone(timezone);
  const offset = zone.stretchAt(Math.floor(instantMs / 1000)).offset;
  if (timezone === "UTC") return `${utc} UTC`;
  const local = clockText(instantMs + offset * 1000);
  const sameDay = local.slice(0, 10) === utc.slice(0, 10);
  return `${local} ${timezone} (${sameDay ? utc.slice(11) : utc} UTC)`;
}

/** A time on a wall clock, given as epoch milliseconds that would show it in UTC: `2026-03-29 02:30`. */
export function clockText(localMs: number): string {
  const text = new Date(localMs).toISOString().replace("T", " ").replace("Z", "");
  if (localMs % 1000 !== 0) return text;
  return localMs % 60_000 === 0 ? text.slice(0, 16) : text.slice(0, 19);
}
