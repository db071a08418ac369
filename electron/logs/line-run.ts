import type { LogStream } from "../../shared/words.ts";

/**
 * Consecutive lines of one stream, free of control sequences, in memory that is used again: whoever is given one copies
 * what it keeps. Positions are bytes in `bytes`, from 0 to `length`.
 */
export interface LineRun {
  readonly stream: LogStream;
  readonly bytes: Buffer;
  readonly length: number;
  /** How many lines begin in it, the first one at 0 even where it only goes on there. */
  readonly count: number;
  /** What begins at this position or later comes again in the next run: the last line was too long and was cut. */
  readonly usable: number;
  /** UTF-16 units of the first line that lie before it. */
  readonly column: number;
  /** The index, from 0, of the line that holds this position. */
  lineAt(position: number): number;
  /** Where a line begins, and where the next one does. */
  lineStart(index: number): number;
  lineNumber(index: number): number;
  /** The byte of the file, the frame that holds it, and when that arrived. */
  placeOf(position: number): LinePlace;
}

export interface LinePlace {
  readonly at: number;
  readonly frame: number;
  readonly atMs: number;
}

/** Where a line's text ends: without its line feed and the carriage return before it. */
export function textEnd(run: LineRun, index: number): number {
  const start = run.lineStart(index);
  let end = index + 1 < run.count ? run.lineStart(index + 1) : run.length;
  if (end > start && run.bytes[end - 1] === 0x0a) {
    end--;
    if (end > start && run.bytes[end - 1] === 0x0d) end--;
  }
  return end;
}
