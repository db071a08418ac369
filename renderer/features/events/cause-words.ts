import type { OccurrenceCause } from "../../../shared/words.ts";

/** The cause of a decision in two or three words, beside the decision; the reason says it with names and numbers. */
export const causeWords: Readonly<Record<OccurrenceCause, string>> = {
  on_time: "on time",
  caught_up: "late",
  overlap: "still running",
  one_waits: "one waits already",
  calendar: "calendar",
  runs_used_up: "runs used up",
  not_caught_up: "not caught up",
  superseded: "a later one ran",
  too_old: "too old",
  over_cap: "over the cap",
  on_server: "on the server",
  missed_on_server: "server was off",
  server_silent: "server not heard of",
};
