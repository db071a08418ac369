import type { LogPattern } from "../../shared/log-search.ts";
import { logStreams, type LogStream } from "../../shared/words.ts";
import { encodeFrame, frameHeaderBytes } from "../logs/frame.ts";

export interface NaiveFrame {
  readonly stream: LogStream;
  readonly payload: Buffer;
}

interface NaiveLine {
  readonly stream: LogStream;
  readonly places: readonly number[];
  readonly bytes: Buffer;
}

export interface NaiveMatch {
  readonly at: number;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly stream: LogStream;
}

export function encodeLog(frames: readonly NaiveFrame[]): Buffer {
  return Buffer.concat(
    frames.map(({ stream, payload }, index) => encodeFrame({ stream, atMs: 1_000 + index, sourceEnd: 0, payload })),
  );
}

/** A control sequence, as far as it goes in its line. */
const sequence =
  /\u001b(?:\[[\x20-\x3f]*[\x40-\x7e]?|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|(?=\u001b)|$)|[\x20-\x2f]+[\x30-\x7e]?|[\x30-\x4f\x51-\x57\x59\x5a\x5c\x60-\x7e])?/g;

/** The lines of a log, in the order in which they begin, found in the plainest way. */
export function naiveLines(frames: readonly NaiveFrame[]): readonly NaiveLine[] {
  const lines: NaiveLine[] = [];
  for (const stream of logStreams) {
    const bytes: number[] = [];
    const places: number[] = [];
    let at = 0;
    for (const frame of frames) {
      at += frameHeaderBytes;
      if (frame.stream === stream) {
        frame.payload.forEach((byte, index) => {
          bytes.push(byte);
          places.push(at + index);
        });
      }
      at += frame.payload.length;
    }
    const text = Buffer.from(bytes).toString("latin1");
    let start = 0;
    for (const whole of text.split(/(?<=\n)/)) {
      const hidden = new Set<number>();
      const body = whole.endsWith("\n") ? whole.slice(0, -1) : whole;
      for (const match of body.matchAll(sequence)) {
        for (let index = match.index; index < match.index + match[0].length; index++) hidden.add(start + index);
      }
      const kept: number[] = [];
      for (let index = start; index < start + whole.length; index++) if (!hidden.has(index)) kept.push(index);
      start += whole.length;
      if (kept.length === 0) continue;
      lines.push({
        stream,
        places: kept.map((index) => places[index] ?? NaN),
        bytes: Buffer.from(kept.map((index) => bytes[index] ?? 0)),
      });
    }
  }
  return lines.sort((left, right) => (left.places[0] ?? 0) - (right.places[0] ?? 0));
}

/** Everything that matches, line by line, in the order of the file. */
export function naiveSearch(frames: readonly NaiveFrame[], pattern: LogPattern): readonly NaiveMatch[] {
  const source = pattern.regex ? pattern.text : pattern.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const expression = new RegExp(source, `g${pattern.matchCase ? "" : "i"}${pattern.regex ? "u" : ""}`);
  const matches: NaiveMatch[] = [];
  naiveLines(frames).forEach(({ stream, places, bytes }, index) => {
    const text = bytes.toString("utf8").replace(/\r?\n$/, "");
    for (const match of text.matchAll(expression)) {
      if (match[0] === "") continue;
      const byte = byteAt(bytes, match.index);
      matches.push({
        stream,
        at: places[byte] ?? NaN,
        line: index + 1,
        column: match.index,
        length: match[0].length,
      });
    }
  });
  return matches.sort((left, right) => left.at - right.at);
}

/** The first byte such that what lies before it decodes to this many units. */
function byteAt(bytes: Buffer, unit: number): number {
  for (let byte = bytes.length; byte > 0; byte--) {
    // A beginning of a character would count as a unit of its own: only places where text and rest fit are looked at.
    const [before, after] = [bytes.toString("utf8", 0, byte), bytes.toString("utf8", byte)];
    if (before.length === unit && before + after === bytes.toString("utf8")) return byte;
  }
  return 0;
}
