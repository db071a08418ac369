import type { OccurrenceCause } from "../../shared/words.ts";

/**
 * What an event's policy did with the instants it had due while the program could not act, such as "the latest was
 * caught up; 11 earlier ones were not".
 * @param counts how many of them were decided by each cause
 */
export function describeAbsentEvent(counts: ReadonlyMap<OccurrenceCause, number>): string {
  const caughtUp = counts.get("caught_up") ?? 0;
  const superseded = counts.get("superseded") ?? 0;
  const latestOnly = caughtUp === 1 && superseded > 0;
  const parts = [
    latestOnly
      ? "the latest was caught up"
      : caughtUp === 0
        ? undefined
        : `${amount(caughtUp, "was", "were")} caught up`,
    superseded === 0 ? undefined : describeSuperseded(superseded, latestOnly),
    ...causeWords.map(([cause, words]) => {
      const count = counts.get(cause) ?? 0;
      return count === 0 ? undefined : words(count);
    }),
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

function describeSuperseded(count: number, latestWasCaughtUp: boolean): string {
  if (latestWasCaughtUp) return count === 1 ? "the one before it was not" : `${String(count)} earlier ones were not`;
  return `${amount(count, "was", "were")} not caught up, as only the latest ever is`;
}

const causeWords: readonly (readonly [OccurrenceCause, (count: number) => string])[] = [
  ["over_cap", (count) => `${amount(count, "was", "were")} beyond the cap on catching up`],
  ["too_old", (count) => `${amount(count, "was", "were")} too old to be caught up`],
  ["not_caught_up", (count) => `${amount(count, "was", "were")} missed, as its schedule catches nothing up`],
  ["calendar", (count) => `${amount(count, "was", "were")} held back by a calendar`],
  ["overlap", (count) => `${amount(count, "was", "were")} skipped, as an earlier job was not finished`],
  ["one_waits", (count) => `${amount(count, "was", "were")} skipped, as one job waited already`],
  ["runs_used_up", (count) => `${amount(count, "came", "came")} after its last run`],
  ["on_time", (count) => `${amount(count, "ran", "ran")} on time`],
];

function amount(count: number, singular: string, plural: string): string {
  return count === 1 ? `one ${singular}` : `${String(count)} ${plural}`;
}
