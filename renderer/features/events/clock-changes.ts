import { instantOfWall, offsetMs, wallText } from "../../time/wall-clock.ts";

/** The first instant in (from, until] at which the zone has the offset it has at `until`; to the second. */
function changeBetween(from: number, until: number, zone: string): number {
  const wanted = offsetMs(until, zone);
  let low = Math.floor(from / 1_000);
  let high = Math.ceil(until / 1_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle * 1_000, zone) === wanted) high = middle;
    else low = middle;
  }
  return high * 1_000;
}

/**
 * What the zone's clock does around a due instant that a reader may stumble over: it changed since the instant before,
 * it changes at this very instant, or it shows this time twice.
 * @param before the due instant before it, or now; epoch milliseconds
 * @returns one phrase, or undefined on an ordinary day
 */
export function clockChange(before: number, at: number, zone: string): string | undefined {
  try {
    const shift = offsetMs(at, zone) - offsetMs(before, zone);
    if (shift !== 0 && at > before) {
      const change = changeBetween(before, at, zone);
      const [day, former] = new Date(change + offsetMs(before, zone)).toISOString().split("T");
      const steps = `${former?.slice(0, 5) ?? ""} → ${wallText(change, zone).slice(11, 16)}`;
      if (shift > 0 && change === at) return `the clock goes forward here (${steps}); times in between do not exist`;
      return `the clock ${shift > 0 ? "went forward" : "went back"} before this (${day ?? ""}, ${steps})`;
    }
    const named = instantOfWall(wallText(at, zone), zone);
    if (named?.comes !== "twice") return undefined;
    const which = Math.floor(at / 1_000) * 1_000 === named.at ? "first" : "second";
    return `the clock shows this time twice that night; this is the ${which}`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
