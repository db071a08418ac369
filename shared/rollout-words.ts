import type { Rollout } from "./rollout.ts";

/**
 * How the work is spread, as a sentence without an end: “first 1 server alone, then 5 at a time, stops after 2
 * failures”.
 * @param length writes a length of time in milliseconds
 */
export function rolloutWords(rollout: Rollout, length: (milliseconds: number) => string): string {
  const { atOnce, canary, stopAfterFailures, pauseMs } = rollout;
  const first = canary === 0 ? [] : [`first ${servers(canary)} alone`];
  const many = atOnce === null ? "all at once" : atOnce === 1 ? "one at a time" : `${String(atOnce)} at a time`;
  const rest = canary === 0 ? many : `then ${many === "all at once" ? "all others at once" : many}`;
  const wave = atOnce === null && canary > 0 ? "after those" : "after each wave";
  const pause = pauseMs === 0 ? [] : [`${length(pauseMs)} of pause ${wave}`];
  const stop =
    stopAfterFailures === null
      ? canary === 0
        ? "whatever fails"
        : "stops if the first fails"
      : `stops after ${String(stopAfterFailures)} ${stopAfterFailures === 1 ? "failure" : "failures"}`;
  return [...first, rest, ...pause, stop].join(", ");
}

function servers(count: number): string {
  return `${String(count)} ${count === 1 ? "server" : "servers"}`;
}
