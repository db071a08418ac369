import type { LogStream } from "../../../shared/words.ts";
import { completeLength } from "./complete-length.ts";
import { applyToPen, penSequence, plainPen, type Pen } from "./pen.ts";

/** Bytes of a log as they arrived. */
export interface LogBytes {
  readonly stream: LogStream;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

export interface Presentation {
  readonly streams: "both" | "stdout" | "stderr";
  /** Writes the instant that stands before each line, in a foreground of its own; absent: none. */
  readonly timestamp?: { readonly write: (atMs: number) => string; readonly tint: string };
  /** Foregrounds, as parameters of a terminal's colour sequence, of text that chose none. */
  readonly tints: Readonly<Partial<Record<LogStream, string>>>;
}

/** What the terminal gets: the script's own bytes, or something put between them. */
export interface Segment {
  readonly kind: "script" | "added";
  readonly stream: LogStream;
  readonly bytes: Uint8Array;
}

export interface Presenter {
  present(parts: readonly LogBytes[]): readonly Segment[];
  /** What was held back for more to come, once it is known that nothing will. */
  finish(): readonly Segment[];
}

interface StreamState {
  held: Uint8Array;
  heldAtMs: number;
  pen: Pen;
}

const encoder = new TextEncoder();
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const escape = 0x1b;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

/**
 * Makes of a log's parts what a terminal shows: every byte of the chosen streams, once and in order. A character or a
 * colour sequence that another stream's part has cut in two is kept together, each stream has its own pen, and colours
 * and instants are only put between the script's bytes, never in their place.
 */
export function createPresenter({ streams, timestamp, tints }: Presentation): Presenter {
  const createState = (): StreamState => ({ held: new Uint8Array(), heldAtMs: 0, pen: plainPen });
  const states: Record<LogStream, StreamState> = {
    stdout: createState(),
    stderr: createState(),
    system: createState(),
  };
  let active: LogStream | undefined;
  let lineStart = true;
  let afterReturn = false;

  function show(stream: LogStream, atMs: number, bytes: Uint8Array, out: Segment[]): void {
    const state = states[stream];
    const tint = tints[stream];
    const add = (text: string): number => out.push({ kind: "added", stream, bytes: encoder.encode(text) });
    let from = 0;
    const passTo = (to: number): void => {
      if (to > from) out.push({ kind: "script", stream, bytes: bytes.subarray(from, to) });
      from = to;
    };
    if (active !== stream) {
      if (active !== undefined || tint !== undefined) add(penSequence(state.pen, tint));
      active = stream;
    }
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (timestamp !== undefined && lineStart && !(afterReturn && byte === lineFeed)) {
        passTo(at);
        add(`\u001b[0;${timestamp.tint}m${timestamp.write(atMs)} ${penSequence(state.pen, tint)}`);
        lineStart = false;
      }
      if (byte === lineFeed || byte === carriageReturn) {
        lineStart = true;
        afterReturn = byte === carriageReturn;
      } else if (byte === escape && bytes[at + 1] === 0x5b) {
        let end = at + 2;
        while (end < bytes.length && (bytes[end] ?? 0) >= 0x20 && (bytes[end] ?? 0) <= 0x3f) end++;
        if (bytes[end] === 0x6d) {
          const parameters = String.fromCharCode(...bytes.subarray(at + 2, end));
          if (/^[\d;:]*$/.test(parameters)) {
            state.pen = applyToPen(state.pen, parameters);
            passTo(end + 1);
            if (tint !== undefined && !state.pen.has("foreground")) add(`\u001b[${tint}m`);
          }
          at = end;
        }
      }
    }
    passTo(bytes.length);
  }

  return {
    present(parts) {
      const out: Segment[] = [];
      for (const { stream, atMs, bytes } of parts) {
        if (streams !== "both" && stream !== streams) continue;
        const state = states[stream];
        const all = joined(state.held, bytes);
        const length = completeLength(all);
        state.held = all.slice(length);
        state.heldAtMs = atMs;
        if (length > 0) show(stream, atMs, all.subarray(0, length), out);
      }
      return out;
    },
    finish() {
      const out: Segment[] = [];
      for (const stream of ["stdout", "stderr", "system"] as const) {
        const { held, heldAtMs } = states[stream];
        states[stream].held = new Uint8Array();
        if (held.length > 0) show(stream, heldAtMs, held, out);
      }
      return out;
    },
  };
}
