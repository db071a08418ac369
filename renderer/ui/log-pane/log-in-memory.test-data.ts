import type { LogStream } from "../../../shared/words.ts";
import type { LogPiece, LogSource } from "./read-lines.ts";

const header = 24;

/** A log that only tests know, whose parts may be cut anywhere. */
export interface LogInMemory extends LogSource {
  add(stream: LogStream, text: string | Uint8Array): void;
  end(): void;
  readonly size: () => number;
  /** How many bytes were asked for so far. */
  readonly asked: () => number;
}

/** Makes an empty log. Frames are laid out as in the program's files: a header, then the bytes. */
export function createLogInMemory(): LogInMemory {
  const frames: { readonly stream: LogStream; readonly at: number; readonly bytes: Uint8Array }[] = [];
  let size = 0;
  let ended = false;
  let asked = 0;

  function piece(from: number, to: number): Promise<LogPiece> {
    const first = frames.findLastIndex((frame) => frame.at <= from);
    const parts = frames
      .slice(Math.max(0, first))
      .filter((frame, index) => index === 0 || frame.at < to)
      .map(({ stream, at, bytes }) => ({ stream, atMs: at, frame: at, start: at + header, bytes }));
    const begin = parts[0]?.frame ?? from;
    const last = parts.at(-1);
    const next = last === undefined ? begin : last.start + last.bytes.length;
    asked += next - begin;
    return Promise.resolve({
      parts: from >= size ? [] : parts,
      from: begin,
      next: from >= size ? from : next,
      size,
      ended,
    });
  }

  return {
    add(stream, text) {
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      frames.push({ stream, at: size, bytes });
      size += header + bytes.length;
    },
    end: () => (ended = true),
    size: () => size,
    asked: () => asked,
    read: (offset, limit) => piece(offset, offset + limit),
    around: (position, before, after) => {
      const at = Math.min(position, Math.max(0, size - 1));
      return piece(Math.max(0, at - before), Math.max(at + 1, Math.min(size, at + after)));
    },
    tail: (tail, after) => piece(Math.max(after, size - tail), size),
  };
}
