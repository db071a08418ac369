import type { LogStream } from "../../../shared/words.ts";
import type { LogLine } from "./log-line.ts";
import type { Pen } from "./pen.ts";

/** Characters of a line, first and behind the last. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

export interface RowSegment {
  readonly text: string;
  readonly stream: LogStream;
  readonly pen: Pen;
  /** A web address it is part of. */
  readonly link: string | undefined;
  readonly found: boolean;
}

const address = /\bhttps?:\/\/[^\s"'<>`\u2022]+[^\s"'<>`\u2022.,;:!?)\]}]/gi;
const none: readonly TextRange[] = [];
const known = new WeakMap<LogLine, readonly TextRange[]>();

/** Web addresses in a line. */
function linksIn(line: LogLine): readonly TextRange[] {
  if (!line.text.includes("://")) return none;
  let ranges = known.get(line);
  if (ranges === undefined) {
    ranges = [...line.text.matchAll(address)].map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
    }));
    known.set(line, ranges);
  }
  return ranges;
}

/** More matches than these in one line are not marked. */
const mostMarked = 500;

/** Where a pattern matches in a line; it must have the flag `g`. */
export function matchesIn(line: LogLine, pattern: RegExp | undefined): readonly TextRange[] {
  if (pattern === undefined) return none;
  const ranges: TextRange[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line.text); match !== null && ranges.length < mostMarked;) {
    if (match[0] === "") pattern.lastIndex += 1;
    else ranges.push({ from: match.index, to: match.index + match[0].length });
    match = pattern.exec(line.text);
  }
  return ranges;
}

/**
 * The pattern to mark a line's matches with. An expression somebody wrote may try for ever on a line, which nothing here
 * could break off: it is used only where the core, which can, has found something.
 * @param found places in the file at which the core has found matches; undefined when the pattern is plain text
 */
export function patternFor(
  line: Pick<LogLine, "start" | "end">,
  pattern: RegExp | undefined,
  found: readonly number[] | undefined,
): RegExp | undefined {
  return found === undefined || found.some((place) => line.start <= place && place < line.end) ? pattern : undefined;
}

const within = (ranges: readonly TextRange[], at: number): TextRange | undefined =>
  ranges.find((range) => range.from <= at && at < range.to);

/** Cuts a piece of a line where its look changes. */
export function rowSegments(line: LogLine, piece: TextRange, found: readonly TextRange[]): RowSegment[] {
  const links = linksIn(line);
  const cuts = [...links, ...found].flatMap(({ from, to }) => [from, to]);
  const segments: RowSegment[] = [];
  let start = 0;
  for (const { text, stream, pen } of line.spans) {
    const from = Math.max(start, piece.from);
    const to = Math.min(start + text.length, piece.to);
    const places = [from, ...cuts.filter((cut) => cut > from && cut < to).toSorted((left, right) => left - right), to];
    for (const [index, at] of places.entries()) {
      const next = places[index + 1];
      if (next === undefined || next <= at) continue;
      const link = within(links, at);
      segments.push({
        text: text.slice(at - start, next - start),
        stream,
        pen,
        link: link === undefined ? undefined : line.text.slice(link.from, link.to),
        found: within(found, at) !== undefined,
      });
    }
    start += text.length;
  }
  return segments;
}
