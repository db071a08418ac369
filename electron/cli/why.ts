import type { Command } from "commander";
import { compileSchedule, nextDue } from "../schedule/due.ts";
import type { Attach } from "./action.ts";
import type { EventDetails, OccurrenceLine } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import { findEvent } from "./lookup.ts";
import { scheduleOf } from "./next.ts";
import { choosePaint, statusText } from "./paint.ts";
import { readInstant, readSince } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative, utcTime } from "./time-text.ts";
import { wholeNumber } from "./usage-error.ts";

interface WhyFlags {
  readonly at?: string;
  readonly since?: string;
  readonly limit?: number;
}

/** Shown when nobody says from when. */
const usualRows = 50;
/** The contract gives this many at once at most. */
const largestPage = 10_000;

export function addWhy(program: Command, attach: Attach): void {
  const command = program
    .command("why <event>")
    .description("each due instant of an event, what was decided, why, and the job")
    .option("--at <time>", "only that instant; when nothing was decided then, say why not")
    .option("--since <time>", "since then: 2h, 7d or an instant such as 2026-12-01T08:00:00Z")
    .option(
      "--limit <n>",
      `only the latest (default: ${String(usualRows)}, or all with --since)`,
      wholeNumber(1, 1_000_000),
    );
  attach<WhyFlags>(command, why);
}

function why(session: Session, flags: WhyFlags, [word = ""]: readonly string[]): Promise<void> {
  const now = session.io.clock.now();
  return withClient(session, async (client) => {
    const event = await findEvent(client, word);
    const zone = event.schedule?.timezone ?? "UTC";
    const at = flags.at === undefined ? undefined : readInstant("--at", flags.at, zone);
    const since = flags.since === undefined ? undefined : readSince("--since", flags.since, now);
    const limit = flags.limit ?? (since === undefined && at === undefined ? usualRows : Infinity);
    const rows = await readLedger(client, { eventId: event.id, sinceMs: at ?? since, untilMs: at }, limit);
    const reason = at !== undefined && rows.length === 0 ? explainAbsence(event, at, now) : undefined;
    const document =
      at === undefined ? rows : { at: utcTime(at), occurrences: rows, ...(reason === undefined ? {} : { reason }) };
    await session.print(document, reason === undefined ? ledgerLines(session, rows, now) : [reason]);
  });
}

/** Reads the ledger page by page. @returns the latest `limit` rows, oldest first */
async function readLedger(
  client: Client,
  filter: { readonly eventId: number; readonly sinceMs: number | undefined; readonly untilMs: number | undefined },
  limit: number,
): Promise<OccurrenceLine[]> {
  const found = new Map<number, OccurrenceLine>();
  let untilMs = filter.untilMs;
  while (found.size < limit) {
    const wanted = Math.min(largestPage, limit - found.size + (untilMs === filter.untilMs ? 0 : 1));
    const page = await client.occurrences.list.query({ ...filter, untilMs, limit: wanted });
    const before = found.size;
    for (const row of page) found.set(row.id, row);
    if (page.length < wanted || found.size === before) break;
    // Rows of the same instant may lie on both sides of a page's end: the next page begins with it again.
    untilMs = page.at(-1)?.dueAt;
  }
  return [...found.values()].reverse();
}

function ledgerLines(session: Session, rows: readonly OccurrenceLine[], now: number): string[] {
  const paint = choosePaint(session.io);
  if (rows.length === 0) return ["Nothing has been due in that time."];
  return tableLines(
    ["due", "decision", "why", "job"],
    rows.map(({ dueAt, decision, reason, jobId }) => [
      exactAndRelative(dueAt, now),
      statusText(paint, decision),
      plainText(reason),
      jobId ?? "–",
    ]),
  );
}

/** What is known of an instant for which the ledger has no row. */
function explainAbsence(
  event: Pick<EventDetails, "name" | "schedule" | "status" | "createdAt" | "scheduleSince">,
  at: number,
  now: number,
): string {
  const when = utcTime(at);
  if (at < event.createdAt) {
    return `Nothing was due at ${when}: “${event.name}” exists only since ${utcTime(event.createdAt)}.`;
  }
  const schedule = scheduleOf(event);
  if (schedule === undefined) return `Nothing was due at ${when}: “${event.name}” has no schedule, it runs on demand.`;
  const compiled = compileSchedule(schedule);
  if (nextDue(compiled, at - 1) !== at) {
    const next = nextDue(compiled, at);
    const later = next === null ? "and never is after it" : `the next after it is ${utcTime(next)}`;
    return `“${event.name}” is not due at ${when} by its present schedule; ${later}.`;
  }
  if (event.scheduleSince !== undefined && at <= event.scheduleSince) {
    return `Nothing was decided for ${when}: the present schedule of “${event.name}” is in force only since ${utcTime(event.scheduleSince)}, and the one before it was not due then.`;
  }
  if (event.status !== "ACTIVE") {
    return `“${event.name}” is ${event.status.toLowerCase()}: its schedule rests, so nothing is decided for ${when}.`;
  }
  if (at > now) return `${when} is still to come: it will be decided then.`;
  return `Nothing was decided for ${when}: “${event.name}” was not active then, or Cronium has not run since; what was missed is decided when it starts.`;
}
