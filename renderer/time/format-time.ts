export type HourClock = "24h" | "12h";

/** How instants are written: the hour clock and, where given, the zone; otherwise the reader's own. */
export interface TimeStyle {
  readonly clock: HourClock;
  readonly zone?: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, style: TimeStyle, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${key} ${style.clock} ${style.zone ?? ""}`;
  let found = formats.get(name);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-GB", {
      ...parts,
      hourCycle: style.clock === "12h" ? "h12" : "h23",
      ...(style.zone === undefined ? {} : { timeZone: style.zone }),
    });
    formats.set(name, found);
  }
  return found;
}

/** The reader's own IANA time zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `Mon 24 Nov 2026, 02:30:00 CET`: everything, for hover, focus and copying. */
export function exactText(atMs: number, style: TimeStyle): string {
  const parts = format("exact", style, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  return parts.format(atMs);
}

function dayNumber(atMs: number, style: TimeStyle): string {
  return format("day", style, { year: "numeric", month: "2-digit", day: "2-digit" }).format(atMs);
}

/** `02:30`, or with seconds `02:30:15`. */
export function clockText(atMs: number, style: TimeStyle, seconds = false): string {
  const parts: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  return format(seconds ? "clock-seconds" : "clock", style, seconds ? { ...parts, second: "2-digit" } : parts).format(
    atMs,
  );
}

/** `Mon 24 Nov`: a day, where the year is no question. */
export function dayText(atMs: number, style: TimeStyle): string {
  return format("near-day", style, { weekday: "short", day: "numeric", month: "short" }).format(atMs).replace(",", "");
}

/**
 * As short as it can be without doubt: `02:30` today, `Mon 24 Nov 02:30` within the year's reach, with the year
 * otherwise. Seconds only when the instant has them.
 * @param seconds also when it has none: beside others that do
 */
export function shortText(atMs: number, nowMs: number, style: TimeStyle, seconds = false): string {
  const time = clockText(atMs, style, seconds || atMs % 60_000 >= 1_000);
  if (dayNumber(atMs, style) === dayNumber(nowMs, style)) return time;
  const near = Math.abs(atMs - nowMs) < 300 * 86_400_000;
  const day = near
    ? format("near-day", style, { weekday: "short", day: "numeric", month: "short" })
    : format("far-day", style, { day: "numeric", month: "short", year: "numeric" });
  return `${day.format(atMs).replace(",", "")} ${time}`;
}

/**
 * Whether two zones show the same wall clock at an instant. An unknown zone counts as another one: better a time too
 * many than a wrong one left out.
 */
export function sameWallClock(atMs: number, zone: string, other: string): boolean {
  if (zone === other) return true;
  try {
    return exactOffset(atMs, zone) === exactOffset(atMs, other);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function exactOffset(atMs: number, zone: string): string {
  const parts = format("offset", { clock: "24h", zone }, { timeZoneName: "longOffset" }).formatToParts(atMs);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
