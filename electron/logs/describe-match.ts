import type { LogMatch } from "../../shared/log-search.ts";
import { textEnd, type LineRun } from "./line-run.ts";
import { unitsBetween } from "./utf8-units.ts";

/** A line is shown up to so long, UTF-16 units, and so much of it before the match. */
const shownUnits = 240;
const shownBefore = 80;
/** Enough bytes for what is shown, whatever the characters. */
const lookedAtBytes = 2_048;

/** What is told of a match at these bytes of a run. */
export function describeMatch(run: LineRun, start: number, end: number): LogMatch {
  const index = run.lineAt(start);
  const lineStart = run.lineStart(index);
  const lineEnd = Math.max(textEnd(run, index), end);
  const windowStart = Math.max(lineStart, characterStart(run, start - lookedAtBytes));
  const windowEnd = Math.min(lineEnd, start + 2 * lookedAtBytes);
  const text = run.bytes.toString("utf8", windowStart, windowEnd);
  const unit = unitsBetween(run.bytes, windowStart, start);
  const from = wholePair(text, text.length <= shownUnits ? 0 : Math.max(0, unit - shownBefore));
  const to = wholePair(text, Math.min(text.length, from + shownUnits));
  return {
    ...run.placeOf(start),
    stream: run.stream,
    line: run.lineNumber(index),
    column: (index === 0 ? run.column : 0) + unitsBetween(run.bytes, lineStart, start),
    length: unitsBetween(run.bytes, start, end),
    text: text.slice(from, to),
    start: unit - from,
    cutBefore: windowStart > lineStart || from > 0 || (index === 0 && run.column > 0),
    cutAfter: windowEnd < lineEnd || to < text.length || (index + 1 === run.count && run.usable < run.length),
    before: index > 0 ? lineText(run, index - 1) : undefined,
    after: index + 1 < run.count ? lineText(run, index + 1) : undefined,
  };
}

/** The beginning of a line, as long as it is shown. */
function lineText(run: LineRun, index: number): string {
  const start = run.lineStart(index);
  const text = run.bytes.toString("utf8", start, Math.min(textEnd(run, index), start + lookedAtBytes));
  return text.slice(0, wholePair(text, shownUnits));
}

/** The same place, or the one before it where it would cut a pair of surrogates. */
function wholePair(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/** The first place from here on at which a character begins. */
function characterStart({ bytes }: LineRun, from: number): number {
  let at = Math.max(0, from);
  while (at < from + 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}
