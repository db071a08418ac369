import type { Command } from "commander";
import { parseDuration } from "../../shared/duration.ts";
import { longestForecastMs } from "../../shared/forecast.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { forecastLines } from "./forecast-lines.ts";
import { findEvent } from "./lookup.ts";
import { choosePaint } from "./paint.ts";
import { readChoice, readInstant } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { noteUnknownTag } from "./unknown-tag.ts";
import { UsageError } from "./usage-error.ts";

interface ForecastFlags {
  readonly from?: string;
  readonly until?: string;
  readonly by?: string;
  readonly event?: string;
  readonly tag?: string;
}

const dayMs = 86_400_000;

export function addForecast(program: Command, attach: Attach): void {
  const command = program
    .command("forecast")
    .description("what active events start in [from, until): counts, collisions, clock changes, calendars")
    .option("--from <time>", "from this instant on (default: now)")
    .option("--until <time>", "up to this instant, or for so long: 7d (default: 1d)")
    .option("--by <event|server>", "one line for each event, or for each server", "event")
    .option("--event <name>", "only this event, and whom it meets")
    .option("--tag <tag>", "only events with this tag");
  attach<ForecastFlags>(command, forecast);
}

async function forecast(session: Session, flags: ForecastFlags): Promise<void> {
  const now = session.io.clock.now();
  const fromMs = flags.from === undefined ? Math.ceil(now / 1000) * 1000 : readInstant("--from", flags.from, "UTC");
  const untilMs = flags.until === undefined ? fromMs + dayMs : readUntil(flags.until, fromMs);
  if (untilMs <= fromMs) throw new UsageError("--until is not after --from.");
  if (untilMs - fromMs > longestForecastMs) throw new UsageError("A forecast covers at most 366 days.");
  const by = readChoice("--by", flags.by ?? "event", ["event", "server"]);
  await withClient(session, async (client) => {
    const event = flags.event === undefined ? undefined : await findEvent(client, flags.event);
    const found = await client.forecast.read.query({
      fromMs,
      untilMs,
      by,
      ...(event && { eventIds: [event.id] }),
      ...(flags.tag !== undefined && { tag: flags.tag }),
    });
    await session.print(found, forecastLines(found, { by, now, paint: choosePaint(session.io) }));
    if (flags.tag !== undefined) await noteUnknownTag(session, client, flags.tag);
    if (event !== undefined && event.status !== "ACTIVE") {
      session.note(`“${event.name}” is ${event.status.toLowerCase()}: nothing starts until it is activated.`);
    }
  });
}

/** Reads `7d` as seven days from the beginning, or an instant. Epoch milliseconds. */
function readUntil(text: string, fromMs: number): number {
  const span = parseDuration(text);
  return span === undefined ? readInstant("--until", text, "UTC") : fromMs + span;
}
