import type { CalendarBlock } from "./calendar-rules.ts";
import type { Hold, ServerBlock } from "./calendar-holds.ts";
import { instantText } from "./instant-text.ts";

/** The reasons of the ledger, in words for people. */

const lateWords = {
  not_caught_up: "missed runs are not caught up",
  too_old: "that is beyond the catch-up window",
  superseded: "only the latest is caught up",
  over_cap: "the catch-up cap was reached",
} as const;

export function missedWords(cause: keyof typeof lateWords, latenessMs: number): string {
  return `${lateStart(latenessMs)}; ${lateWords[cause]}`;
}

function lateStart(latenessMs: number): string {
  return `the program could not act until ${describeLateness(latenessMs)} later`;
}

export function caughtUpWords(latenessMs: number): string {
  return `caught up ${describeLateness(latenessMs)} late`;
}

export const overlapWords = {
  overlap: "an earlier job is not finished",
  one_waits: "one job already waits for its turn",
} as const;

/**
 * Why a job was asked to end by its own schedule.
 * @param jobId the job that takes its place
 * @param dueAt when that one was due, epoch milliseconds
 */
export function replacedWords(jobId: string, dueAt: number, timezone: string): string {
  return `The run due at ${instantText(dueAt, timezone)} replaced it, as its schedule says: job ${jobId}.`;
}

/** @param maxRuns how many runs there were to be */
export function runsUsedUpWords(maxRuns: number): string {
  return maxRuns === 1 ? "the only run has been made" : `all ${String(maxRuns)} runs have been made`;
}

type Blocked = Extract<Hold, { kind: "blocked" }>;

/** Which calendar kept an instant from running, and until when. */
export function blockWords({ block, allServers }: Blocked, timezone: string): string {
  return `${allServers ? "none of its servers may run it: " : ""}${blockText(block, timezone)}`;
}

/** The same of a late instant, for which the moment of catching up counts too. */
export function nowBlockedWords(hold: Blocked, timezone: string, latenessMs: number): string {
  return `${lateStart(latenessMs)}, and then it was held back: ${blockWords(hold, timezone)}`;
}

/** Empty, or what follows the reason of a job that runs on fewer servers. */
export function alsoLeftOut(leftOut: readonly ServerBlock[], timezone: string): string {
  const servers = leftOut.map(({ server, block }) => `${server.name} (${blockText(block, timezone)})`);
  return servers.length === 0 ? "" : `; left out: ${servers.join(", ")}`;
}

function blockText({ calendar, effect, label, untilMs }: CalendarBlock, timezone: string): string {
  const until = untilMs === null ? "" : ` until ${instantText(untilMs, timezone)}`;
  if (effect === "allow") return `the calendar “${calendar}” allows no work${until}`;
  return `the calendar “${calendar}” has a blackout${label === undefined ? "" : `, “${label}”,`}${until}`;
}

/** A lateness in the two largest units, such as `3 h 20 min`. */
export function describeLateness(milliseconds: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ] as const;
  let rest = milliseconds;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${String(count)} ${name}`);
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "less than 1 s" : parts.join(" ");
}
