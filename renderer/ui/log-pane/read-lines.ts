import type { LogLine, PlacedPart } from "./log-line.ts";
import { createLineParser, type LineParser, type ParseFrom } from "./parse-lines.ts";

/** Parts of a log, from one frame's beginning on. Positions are bytes of the file. */
export interface LogPiece {
  readonly parts: readonly PlacedPart[];
  readonly from: number;
  readonly next: number;
  readonly size: number;
  readonly ended: boolean;
}

export interface LogSource {
  /** Reads on from the beginning of a frame. */
  readonly read: (offset: number, limit: number) => Promise<LogPiece>;
  /** Reads so many bytes before and after any position, and what makes the first and last part whole. */
  readonly around: (position: number, before: number, after: number) => Promise<LogPiece>;
  /** Reads from the first frame that begins within the last `tail` bytes, but not before the frame at `after`. */
  readonly tail: (tail: number, after: number) => Promise<LogPiece>;
}

/** Lines that follow each other, and how to read on. */
export interface ReadLines {
  readonly lines: readonly LogLine[];
  /** Nothing from here on is left out. */
  readonly from: number;
  readonly next: number;
  readonly size: number;
  readonly ended: boolean;
  readonly parser: LineParser;
}

/** Lines of a screen are in this, as a rule. */
const pieceBytes = 131_072;
const tailBytes = 98_304;
const longestTail = 4_000_000;

type Streams = ParseFrom["streams"];

/**
 * A part may begin within a line, which is then looked for further up. Parts of one stream alone may be far apart:
 * there the line is shown from the part on.
 */
function beginning({ from }: LogPiece, streams: Streams): ParseFrom["begins"] {
  return from === 0 || streams !== "both" ? "with-line" : "anywhere";
}

function begin(piece: LogPiece, streams: Streams): ReadLines {
  const parser = createLineParser({ begins: beginning(piece, streams), first: piece.from, streams });
  const lines = parser.push(piece.parts);
  return { ...piece, lines, parser, from: parser.knownFrom() ?? piece.next };
}

/** Reads the next piece after what is read. */
export async function readOn(source: LogSource, before: ReadLines, limit = pieceBytes): Promise<ReadLines> {
  const piece = await source.read(before.next, limit);
  const lines = [...before.lines, ...before.parser.push(piece.parts)];
  return { ...before, lines, next: piece.next, size: piece.size, ended: piece.ended };
}

/**
 * Reads the end of a log: at least its last line, as far as that is reasonable.
 * @param after the beginning of a frame that is not far from the end; 0: none is known
 */
export async function readEnd(source: LogSource, streams: Streams, after: number): Promise<ReadLines> {
  for (let tail = tailBytes; ; tail *= 4) {
    const piece = await source.tail(tail, after);
    let read = begin(piece, streams);
    while (read.next < piece.size && piece.parts.length > 0) {
      const next = await readOn(source, read);
      if (next.next === read.next) break;
      read = next;
    }
    const enough = read.lines.length > 0 || read.parser.open() !== undefined;
    if (enough || piece.from <= after || tail >= longestTail) return read;
  }
}

/** Reads around a position: the line it is in, and what follows. */
export async function readAround(source: LogSource, position: number, streams: Streams): Promise<ReadLines> {
  const piece = await source.around(position, pieceBytes / 2, pieceBytes / 2);
  let read = begin(piece, streams);
  while (read.next < Math.min(read.size, position + pieceBytes / 2)) {
    const next = await readOn(source, read);
    if (next.next === read.next) break;
    read = next;
  }
  return read;
}

/** Reads what stands directly before a position at which a line, or what was read, begins. */
export async function readBefore(
  source: LogSource,
  position: number,
  streams: Streams,
  bytes = pieceBytes,
): Promise<Pick<ReadLines, "lines" | "from">> {
  let piece = await source.around(position, bytes, 0);
  const { from } = piece;
  const parser = createLineParser({
    begins: beginning(piece, streams),
    first: from,
    last: position,
    streams,
  });
  const lines: LogLine[] = [];
  for (;;) {
    lines.push(...parser.push(piece.parts).filter((line) => line.start < position));
    if (piece.next >= position || piece.parts.length === 0) break;
    piece = await source.read(piece.next, bytes);
  }
  const open = parser.open();
  if (open !== undefined && open.start < position) lines.push({ ...open, goesOn: true });
  return { lines, from: parser.knownFrom() ?? position };
}
