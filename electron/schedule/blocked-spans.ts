import { windowSpans, type CompiledCalendar } from "./calendar-rules.ts";
import type { ForecastEvent } from "./forecast-question.ts";
import { judgeStart, type StartBlock } from "./holding-calendars.ts";

/** A time within which calendars do the same to every start of an event: [fromMs, untilMs), epoch milliseconds. */
export interface BlockedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly verdict: StartBlock | undefined;
}

/** Where windows of a calendar begin and end within a time; kept, for many events share a calendar. */
export type EdgeFinder = (calendar: CompiledCalendar) => readonly number[];

export function createEdgeFinder(fromMs: number, untilMs: number): EdgeFinder {
  const known = new Map<CompiledCalendar, readonly number[]>();
  return (calendar) => {
    const edges =
      known.get(calendar) ??
      windowSpans(calendar, fromMs, untilMs)
        .flatMap((span) => [span.fromMs, span.untilMs])
        .filter((edge) => edge > fromMs && edge < untilMs);
    known.set(calendar, edges);
    return edges;
  };
}

/** Cuts [fromMs, untilMs) where what calendars do to an event may change, and asks once in each piece. */
export function* blockedSpans(
  event: ForecastEvent,
  fromMs: number,
  untilMs: number,
  edgesOf: EdgeFinder,
): Generator<BlockedSpan, void, void> {
  const { calendars, serverIds } = event;
  if (calendars === undefined) {
    yield { fromMs, untilMs, verdict: undefined };
    return;
  }
  const holding = [...calendars.whole, ...serverIds.flatMap((serverId) => calendars.byServer.get(serverId) ?? [])];
  const edges = new Set(holding.flatMap((calendar) => edgesOf(calendar)));
  let from = fromMs;
  for (const edge of [...[...edges].sort((left, right) => left - right), untilMs]) {
    yield { fromMs: from, untilMs: edge, verdict: judgeStart(calendars, serverIds, from) };
    from = edge;
  }
}
