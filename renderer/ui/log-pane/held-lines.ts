import type { LogLine } from "./log-line.ts";
import { createLineParser, type LineParser, type ParseFrom } from "./parse-lines.ts";
import type { ReadLines } from "./read-lines.ts";

/** The lines of a log that are held: one unbroken piece of it. Positions are bytes of the file. */
export interface HeldLines {
  /** The last one may not have ended yet. */
  readonly lines: readonly LogLine[];
  /** How many of them have ended. */
  readonly closed: number;
  /** Nothing from here on, up to `next`, is left out. */
  readonly from: number;
  readonly next: number;
  /** Goes on reading at `next`. */
  readonly parser: LineParser;
}

/** More lines than these are not held, nor more characters: what is furthest from the view goes. */
const mostLines = 6_000;
const mostCharacters = 4_000_000;

export const nothingHeld: HeldLines = {
  lines: [],
  closed: 0,
  from: 0,
  next: 0,
  parser: createLineParser({ begins: "with-line", streams: "both" }),
};

/** Holds what was read, and nothing else. */
export function hold({ lines, from, next, parser }: ReadLines): HeldLines {
  const open = parser.open();
  return {
    lines: open === undefined ? lines : [...lines, open],
    closed: lines.length,
    from,
    next,
    parser,
  };
}

/** What `readOn` goes on with. */
export function heldAsRead(held: HeldLines): Omit<ReadLines, "size" | "ended"> {
  return { lines: held.lines.slice(0, held.closed), from: held.from, next: held.next, parser: held.parser };
}

/** Puts what stands directly before in front. */
export function holdBefore(held: HeldLines, before: Pick<ReadLines, "lines" | "from">): HeldLines {
  return {
    ...held,
    lines: [...before.lines, ...held.lines],
    closed: held.closed + before.lines.length,
    from: before.from,
  };
}

/** How many lines from an end may be kept. */
function kept(lines: readonly LogLine[], side: "first" | "last"): number {
  let characters = 0;
  const most = Math.min(lines.length, mostLines);
  for (let count = 0; count < most; count++) {
    characters += (lines[side === "first" ? count : lines.length - 1 - count] as LogLine).text.length;
    if (characters > mostCharacters) return Math.max(1, count);
  }
  return most;
}

/** Lets go of the first lines when there are too many. */
export function dropFirst(held: HeldLines): HeldLines {
  const count = kept(held.lines, "last");
  if (count === held.lines.length) return held;
  const lines = held.lines.slice(held.lines.length - count);
  return {
    ...held,
    lines,
    closed: Math.max(0, held.closed - (held.lines.length - count)),
    from: lines[0]?.start ?? held.from,
  };
}

/** Lets go of the last lines when there are too many; reading goes on where the first of those begins. */
export function dropLast(held: HeldLines, streams: ParseFrom["streams"]): HeldLines {
  const count = kept(held.lines, "first");
  const dropped = held.lines[count];
  if (dropped === undefined) return held;
  return {
    ...held,
    lines: held.lines.slice(0, count),
    closed: Math.min(count, held.closed),
    next: dropped.frame,
    parser: createLineParser({ begins: "with-line", first: dropped.start, pens: dropped.pens, streams }),
  };
}
