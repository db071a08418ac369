import { windowSpans, type CompiledCalendar } from "./calendar-rules.ts";
import type { ForecastEvent } from "./forecast-question.ts";
import { judgeStart, type StartBlock } from "./holding-calendars.ts";

/** A time within which calendars do the same to every start of an event: [fromMs, untilMs), epoch milliseconds. */
export interface BlockedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly verdict: StartBlock | undefined;
}

/** Cuts a time into the spans of an event. */
export type SpanFinder = (event: Pick<ForecastEvent, "calendars" | "serverIds">) => readonly BlockedSpan[];

/**
 * Cuts [fromMs, untilMs) where what calendars do to an event may change, and asks once in each piece. What it finds is
 * kept: many events share their calendars.
 */
export function createSpanFinder(fromMs: number, untilMs: number): SpanFinder {
  const free: readonly BlockedSpan[] = [{ fromMs, untilMs, verdict: undefined }];
  const known = new Map<string, readonly BlockedSpan[]>();
  const edges = new Map<CompiledCalendar, readonly number[]>();

  function edgesOf(calendar: CompiledCalendar): readonly number[] {
    const found =
      edges.get(calendar) ??
      windowSpans(calendar, fromMs, untilMs)
        .flatMap((span) => [span.fromMs, span.untilMs])
        .filter((edge) => edge > fromMs && edge < untilMs);
    edges.set(calendar, found);
    return found;
  }

  return ({ calendars, serverIds }) => {
    if (calendars === undefined) return free;
    const { whole, byServer } = calendars;
    const onServers = serverIds.map((serverId) => byServer.get(serverId) ?? []);
    const lists = [whole, ...onServers];
    const names = lists.map((list) => list.map(({ id }) => id).join());
    const key = JSON.stringify([names, byServer.size === 0 ? [] : serverIds]);
    const cut =
      known.get(key) ??
      cutAt(fromMs, untilMs, new Set(lists.flat().flatMap(edgesOf)), (instant) =>
        judgeStart(calendars, serverIds, instant),
      );
    known.set(key, cut);
    return cut;
  };
}

function cutAt(
  fromMs: number,
  untilMs: number,
  edges: ReadonlySet<number>,
  judge: (instantMs: number) => StartBlock | undefined,
): BlockedSpan[] {
  const spans: BlockedSpan[] = [];
  let from = fromMs;
  for (const edge of [...[...edges].sort((left, right) => left - right), untilMs]) {
    spans.push({ fromMs: from, untilMs: edge, verdict: judge(from) });
    from = edge;
  }
  return spans;
}
