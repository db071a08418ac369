import { ZoneError } from "./schedule-errors.ts";
import { suggestZones } from "./zone-names.ts";

/**
 * A stretch of time during which a zone keeps one offset. Instants are epoch seconds; local times are seconds on the
 * zone's wall clock (instant + offset).
 */
export interface Stretch {
  readonly from: number;
  /** The first second that is no longer part of it. */
  readonly until: number;
  /** Local time minus UTC, seconds. Whole seconds, not always whole minutes: Liberia kept -00:44:30 until 1972. */
  readonly offset: number;
  /**
   * Every local time below this one was shown, or skipped, before this stretch began. Above `from + offset`: the clock
   * went back, and local times up to here are repeats. Below it: the clock went forward, and the local times between
   * the two never exist.
   */
  readonly freshFrom: number;
}

/** A time zone as a chain of stretches. A stretch may also end where nothing changes; the next then has its offset. */
export interface Zone {
  /** The name as the platform spells it. */
  readonly name: string;
  /** The stretch that holds the instant, epoch seconds. */
  stretchAt(second: number): Stretch;
}

const secondsPerDay = 86_400;
/** Stretches are worked out a year or so at a time, when first needed, and kept. */
const chunkSeconds = 366 * secondsPerDay;
/** No zone changes twice in less than 7 days in 1970–2100, so looking every 5 days misses no change. */
const stride = 5 * secondsPerDay;
/** No change since 1970 sets a clock back by more than 7 hours; after two days nothing is repeated any more. */
const memorySeconds = 2 * secondsPerDay;

const zonesByName = new Map<string, Zone>();

/**
 * Finds an IANA zone, by any of its names in any case. Zones are kept: asking again is cheap.
 * @throws ZoneError with similar names
 */
export function findZone(name: string): Zone {
  const known = zonesByName.get(name);
  if (known) return known;
  const format = openFormat(name);
  const canonicalName = format.resolvedOptions().timeZone;
  const zone = zonesByName.get(canonicalName) ?? createZone(canonicalName, format);
  zonesByName.set(canonicalName, zone);
  zonesByName.set(name, zone);
  return zone;
}

function openFormat(name: string): Intl.DateTimeFormat {
  if (/^[+-]/.test(name)) {
    throw new ZoneError(
      `"${name}" is an offset, not a time zone.`,
      "Use a zone such as Europe/Berlin, UTC, or Etc/GMT-2 for a clock that is always two hours ahead.",
      [],
    );
  }
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const suggestions = suggestZones(name);
    const remedy = suggestions.length > 0 ? `Did you mean ${suggestions.join(" or ")}?` : "Use an IANA name.";
    throw new ZoneError(`There is no time zone "${name}".`, `${remedy} Examples: Europe/Berlin, UTC.`, suggestions);
  }
}

function createZone(name: string, format: Intl.DateTimeFormat): Zone {
  const chunks = new Map<number, readonly Stretch[]>();
  let latest: Stretch = { from: 0, until: 0, offset: 0, freshFrom: 0 };
  return {
    name,
    stretchAt(second) {
      if (second >= latest.from && second < latest.until) return latest;
      const index = Math.floor(second / chunkSeconds);
      let chunk = chunks.get(index);
      if (!chunk) {
        chunk = readStretches((at) => readOffset(format, at), index * chunkSeconds);
        chunks.set(index, chunk);
      }
      latest = chunk.findLast((stretch) => stretch.from <= second) ?? latest;
      return latest;
    },
  };
}

/**
 * The stretches of one chunk, each knowing what the clock had shown by then.
 * @param offsetAt local time minus UTC at an instant, seconds
 * @param start first instant of the chunk, epoch seconds
 */
export function readStretches(offsetAt: (second: number) => number, start: number): Stretch[] {
  const end = start + chunkSeconds;
  const memoryStart = start - memorySeconds;
  const changes = findChanges(offsetAt, memoryStart, end);
  const stretches: Stretch[] = [];
  let offset = offsetAt(memoryStart);
  let shownUntil = memoryStart + offset;
  let from = memoryStart;
  for (const until of [...changes, end]) {
    if (until > start) {
      const clipped = Math.max(from, start);
      const freshFrom = clipped > from ? Math.max(shownUntil, clipped + offset) : shownUntil;
      stretches.push({ from: clipped, until, offset, freshFrom });
    }
    shownUntil = Math.max(shownUntil, until + offset);
    from = until;
    if (until < end) offset = offsetAt(until);
  }
  return stretches;
}

/** The first seconds of each new offset in (start, end), found by halving the strides in which it differs. */
function findChanges(offsetAt: (second: number) => number, start: number, end: number): number[] {
  const changes: number[] = [];
  let before = offsetAt(start);
  for (let low = start; low < end; low += stride) {
    const high = Math.min(low + stride, end);
    const after = offsetAt(high);
    if (after !== before) halve(low, before, high, after);
    before = after;
  }
  return changes.filter((second) => second < end);

  function halve(low: number, lowOffset: number, high: number, highOffset: number): void {
    if (lowOffset === highOffset) return;
    if (high - low === 1) {
      changes.push(high);
      return;
    }
    const middle = Math.floor((low + high) / 2);
    const middleOffset = offsetAt(middle);
    halve(low, lowOffset, middle, middleOffset);
    halve(middle, middleOffset, high, highOffset);
  }
}

/** Reads the offset at an instant from text such as `12/31/1969, GMT-00:44:30`, or `GMT` alone for none. */
function readOffset(format: Intl.DateTimeFormat, second: number): number {
  const text = format.format(second * 1000);
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!match) throw new Error(`The platform described an offset of ${format.resolvedOptions().timeZone} as "${text}".`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return sign === "-" ? -size : size;
}
