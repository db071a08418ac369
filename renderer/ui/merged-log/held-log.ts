import { hold, holdBefore, heldAsRead, type HeldLines } from "../log-pane/held-lines.ts";
import type { LogLine } from "../log-pane/log-line.ts";
import { createLineParser } from "../log-pane/parse-lines.ts";
import { readAround, readBefore, readEnd, readOn, type LogSource } from "../log-pane/read-lines.ts";

/** What one question reads, bytes. */
const pieceBytes = 65_536;

/** A log that can be shown with others. */
export interface MergedSource extends LogSource {
  /** The byte at which the first line begins that began at this instant (epoch milliseconds) or later; else the last. */
  readonly locate: (atMs: number) => Promise<number>;
}

/** An unbroken piece of one log, and the stretch of time of which nothing of that log is left out. */
export interface HeldLog {
  readonly held: HeldLines;
  readonly size: number;
  readonly ended: boolean;
  /** Epoch milliseconds; -Infinity from the log's beginning on. */
  readonly floor: number;
  /** Epoch milliseconds; Infinity up to what is known of the log's end. */
  readonly ceiling: number;
}

interface ReadState {
  readonly size: number;
  readonly ended: boolean;
}

function holding(held: HeldLines, { size, ended }: ReadState, known: Partial<HeldLog> = {}): HeldLog {
  const first = held.lines[0];
  const last = held.lines.at(-1);
  return {
    held,
    size,
    ended,
    floor: held.from === 0 || first === undefined ? -Infinity : first.atMs,
    ceiling: held.next >= size || last === undefined ? Infinity : last.atMs,
    ...known,
  };
}

export async function openEnd(source: LogSource): Promise<HeldLog> {
  const read = await readEnd(source, "both", 0);
  return holding(hold(read), read);
}

/** @param position byte of the file */
export async function openAt(source: LogSource, position: number): Promise<HeldLog> {
  const read = await readAround(source, position, "both");
  return holding(hold(read), read);
}

export async function openStart(source: LogSource): Promise<HeldLog> {
  const piece = await source.read(0, pieceBytes);
  const parser = createLineParser({ begins: "with-line", streams: "both" });
  const lines = parser.push(piece.parts);
  const read = { ...piece, lines, parser, from: 0 };
  return holding(hold(read), read);
}

/** Reads a piece more at the end of what is held. */
export async function readLater(source: LogSource, log: HeldLog): Promise<HeldLog> {
  const read = await readOn(source, { ...heldAsRead(log.held), size: log.size, ended: log.ended }, pieceBytes);
  // What has not arrived whole yet is none that could be held.
  const isAll = read.next >= read.size || read.next === log.held.next;
  const next = holding(hold(read), read, { floor: log.floor });
  return isAll ? { ...next, ceiling: Infinity } : next;
}

/** Reads a piece more before what is held. */
export async function readEarlier(source: LogSource, log: HeldLog): Promise<HeldLog> {
  const read = await readBefore(source, log.held.from, "both", pieceBytes);
  // A piece may be within one long line: then nothing else can be told of what comes before.
  const isStuck = read.from >= log.held.from;
  const held = isStuck ? { ...log.held, from: 0 } : holdBefore(log.held, read);
  return holding(held, log, { ceiling: log.ceiling });
}

/** Lets go of lines that arrived before an instant, epoch milliseconds. */
export function dropBefore(log: HeldLog, instant: number): HeldLog {
  const { held } = log;
  const kept = held.lines.findIndex((line) => line.atMs >= instant);
  if (kept === 0 || held.lines.length === 0) return log;
  // The last one may be unfinished: the parser goes on with it.
  const count = kept === -1 ? held.closed : Math.min(kept, held.closed);
  if (count === 0) return log;
  const lines = held.lines.slice(count);
  const from = lines[0]?.start ?? held.lines.at(-1)?.end ?? held.next;
  return { ...log, held: { ...held, lines, closed: held.closed - count, from }, floor: Math.max(log.floor, instant) };
}

/** Lets go of lines that arrived after an instant, epoch milliseconds. */
export function dropAfter(log: HeldLog, instant: number): HeldLog {
  const { held } = log;
  const index = held.lines.findIndex((line) => line.atMs > instant);
  const dropped = held.lines[index];
  if (dropped === undefined) return log;
  return {
    ...log,
    held: {
      ...held,
      lines: held.lines.slice(0, index),
      closed: Math.min(index, held.closed),
      next: dropped.frame,
      parser: createLineParser({ begins: "with-line", first: dropped.start, pens: dropped.pens, streams: "both" }),
    },
    ceiling: Math.min(log.ceiling, instant),
  };
}

/** Where in a log an instant is: what began then or later begins behind `before`, what began earlier before `until`. */
export interface InstantPlace {
  /** Undefined: from the log's beginning on. */
  readonly before: number | undefined;
  /** Undefined: up to the log's end. */
  readonly until: number | undefined;
}

/** Finds an instant, epoch milliseconds, in what is held of a log; undefined where that is not enough to tell. */
export function instantIn({ held, floor, ceiling }: HeldLog, atMs: number): InstantPlace | undefined {
  const index = held.lines.findIndex((line) => line.atMs >= atMs);
  const first = held.lines[index];
  // The line before may have gone on when the instant had come.
  const last = index < 0 ? held.lines.at(-1) : held.lines[index - 1];
  if (first === undefined && ceiling !== Infinity) return undefined;
  if (last === undefined && floor !== -Infinity) return undefined;
  return { before: last && last.start - 1, until: first?.start };
}

/** A line and the log it is of. */
export interface MergedLine {
  readonly log: string;
  readonly line: LogLine;
}

/** The lines of several logs by the time they arrived, as far as nothing between them is left out. */
export function mergeLogs(logs: ReadonlyMap<string, HeldLog>): readonly MergedLine[] {
  const all = [...logs.values()];
  const floor = Math.max(-Infinity, ...all.map((log) => log.floor));
  const ceiling = Math.min(Infinity, ...all.map((log) => log.ceiling));
  const lines = [...logs].flatMap(([log, { held }]) =>
    held.lines.flatMap((line) => (line.atMs >= floor && line.atMs <= ceiling ? [{ log, line }] : [])),
  );
  // Sorting keeps what arrived at the same instant as it was: the lines of one log in their order.
  return lines.sort((left, right) => left.line.atMs - right.line.atMs);
}
