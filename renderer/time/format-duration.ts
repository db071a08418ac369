const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

function pair(milliseconds: number, large: number, largeWord: string, small: number, smallWord: string): string {
  const rest = Math.floor((milliseconds % large) / small);
  const whole = `${String(Math.floor(milliseconds / large))} ${largeWord}`;
  return rest === 0 ? whole : `${whole} ${String(rest)} ${smallWord}`;
}

/** A measured length of time in two units at most: `840 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function elapsedText(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < 999.5) return `${String(Math.round(length))} ms`;
  if (length < 9_950) return `${(length / secondMs).toFixed(1)} s`;
  if (length < 59_500) return `${String(Math.round(length / secondMs))} s`;
  const seconds = Math.round(length / secondMs) * secondMs;
  if (seconds < hourMs) return pair(seconds, minuteMs, "min", secondMs, "s");
  if (seconds < dayMs) return pair(seconds, hourMs, "h", minuteMs, "min");
  return pair(seconds, dayMs, "d", hourMs, "h");
}

/** The same in whole seconds, for a running stopwatch: `0 s`, `12 s`, `3 min 20 s`. */
export function stopwatchText(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  return length < minuteMs ? `${String(Math.floor(length / secondMs))} s` : elapsedText(length - (length % secondMs));
}

function distance(milliseconds: number): string {
  if (milliseconds < minuteMs) return `${String(Math.floor(milliseconds / secondMs))} s`;
  if (milliseconds < hourMs) return `${String(Math.floor(milliseconds / minuteMs))} min`;
  if (milliseconds < dayMs) return pair(milliseconds, hourMs, "h", minuteMs, "min");
  if (milliseconds < 14 * dayMs) return pair(milliseconds, dayMs, "d", hourMs, "h");
  return `${String(Math.floor(milliseconds / dayMs))} d`;
}

/** Where an instant lies, seen from now: `in 4 min`, `12 s ago`, `now`. Both in epoch milliseconds. */
export function relativeText(atMs: number, nowMs: number): string {
  const ahead = atMs - nowMs;
  if (Math.abs(ahead) < secondMs) return "now";
  return ahead > 0 ? `in ${distance(ahead)}` : `${distance(-ahead)} ago`;
}
