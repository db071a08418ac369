import type { Command } from "commander";
import type { BlockedInstant, RunsEnd } from "../../shared/forecast.ts";
import { CroniumError } from "../../shared/errors.ts";
import { describeSchedule } from "../schedule/describe.ts";
import { compileSchedule, dueBetween, type Schedule } from "../schedule/due.ts";
import { toEngineSchedule } from "../schedule/schedule-times.ts";
import type { Attach } from "./action.ts";
import type { EventDetails } from "./answers.ts";
import { withClient } from "./connect.ts";
import { findEvent } from "./lookup.ts";
import { answerDueLines } from "./next-lines.ts";
import { readInstant } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { alignedLines } from "./table.ts";
import { plainText } from "./text.ts";
import { localTime, relativeTime, utcTime } from "./time-text.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface NextFlags {
  readonly cron?: string;
  readonly timezone?: string;
  readonly from?: string;
  readonly until?: string;
  readonly count?: number;
  readonly stdin?: boolean;
}

const usualCount = 5;
const mostInstants = 100_000;

export function addNext(program: Command, attach: Attach): void {
  const command = program
    .command("next [event]")
    .description("when an event, or any cron expression, is due: instants in (from, until], in UTC")
    .option("--cron <expression>", "of this cron expression instead of an event")
    .option("--timezone <zone>", "the IANA zone whose clock it follows (default: UTC)")
    .option("--from <time>", "after this instant (default: now)")
    .option("--until <time>", "up to and including this instant")
    .option(
      "--count <n>",
      `at most this many (default: ${String(usualCount)}, or all with --until)`,
      wholeNumber(1, mostInstants),
    )
    .option("--stdin", 'read {"cron","timezone","from","until"} per line, print {"due":[…]} per line');
  attach<NextFlags>(command, next);
}

async function next(session: Session, flags: NextFlags, [word]: readonly string[]): Promise<void> {
  const ways = [word !== undefined, flags.cron !== undefined, flags.stdin === true].filter(Boolean).length;
  if (ways !== 1) throw new UsageError("Give exactly one of EVENT, --cron and --stdin.");
  if (flags.stdin === true) return answerDueLines(session.io);
  if (flags.cron !== undefined) {
    const timezone = flags.timezone ?? "UTC";
    return printDue(session, flags, { kind: "cron", cron: flags.cron, timezone }, timezone);
  }
  if (flags.timezone !== undefined) throw new UsageError("--timezone belongs to --cron: an event has its own.");
  const event = await withClient(session, async (client) => {
    const found = await findEvent(client, word ?? "");
    const schedule = scheduleOf(found);
    if (schedule === undefined) {
      throw new CroniumError("invalid_input", `“${found.name}” has no schedule`, {
        remedy: "It runs on demand alone.",
      });
    }
    await printDue(session, flags, schedule, found.schedule?.timezone ?? "UTC", {
      blocked: (instants) => client.schedules.blocked.query({ eventId: found.id, instants: [...instants] }),
      runsEnd: (untilMs) => client.schedules.runsEnd.query({ eventId: found.id, untilMs }),
    });
    return found;
  });
  if (event.status !== "ACTIVE") {
    session.note(`“${event.name}” is ${event.status.toLowerCase()}: its schedule rests until it is activated.`);
  }
}

/** The schedule of an event as the engine takes it. */
function scheduleOf({ schedule }: Pick<EventDetails, "schedule">): Schedule | undefined {
  return schedule === null ? undefined : toEngineSchedule(schedule, 0);
}

/** What is known of an event besides its schedule. */
interface EventLimits {
  /** Which of the instants calendars block. */
  readonly blocked: (instants: readonly number[]) => Promise<readonly BlockedInstant[]>;
  /** Where it makes the last run it may make, if that is not after an instant. */
  readonly runsEnd: (untilMs: number) => Promise<RunsEnd | undefined>;
}

/** @param limits undefined for an expression, which has no calendars and no maximum */
async function printDue(
  session: Session,
  flags: NextFlags,
  schedule: Schedule,
  timezone: string,
  limits?: EventLimits,
): Promise<void> {
  const compiled = compileSchedule(schedule);
  const now = session.io.clock.now();
  const from = flags.from === undefined ? now : readInstant("--from", flags.from, timezone);
  const until = flags.until === undefined ? Infinity : readInstant("--until", flags.until, timezone);
  const count = flags.count ?? (flags.until === undefined ? usualCount : mostInstants);
  const dueBySchedule = dueBetween(compiled, from, until, count);
  const runsEnd = await limits?.runsEnd(dueBySchedule.at(-1) ?? from);
  const due = runsEnd === undefined ? dueBySchedule : dueBySchedule.filter((at) => at <= (runsEnd.lastMs ?? now));
  const blocked = await limits?.blocked(due);
  const notes = new Map(blocked?.map(({ atMs, calendar }) => [atMs, `blocked by ${plainText(calendar)}`]));
  if (runsEnd?.lastMs !== undefined) notes.set(runsEnd.lastMs, "the last run it may make");
  const words = describeSchedule(schedule);
  const rows = due.map((instant) => [
    utcTime(instant),
    localTime(instant, timezone),
    relativeTime(instant, now),
    notes.get(instant) ?? "",
  ]);
  const document = {
    due: due.map(isoText),
    ...(blocked && { blocked: blocked.map(({ atMs, calendar }) => ({ at: isoText(atMs), calendar })) }),
    ...(runsEnd && { lastRun: runsEnd.lastMs === undefined ? null : isoText(runsEnd.lastMs) }),
    words,
    timezone,
  };
  const never = runsEnd === undefined ? "Never in that time." : "Never again: it has made all the runs it may make.";
  await session.print(document, [
    `${words.charAt(0).toUpperCase()}${words.slice(1)} (${timezone})`,
    ...(rows.length === 0 ? [never] : alignedLines(rows)),
  ]);
}

function isoText(instant: number): string {
  return new Date(instant).toISOString();
}
