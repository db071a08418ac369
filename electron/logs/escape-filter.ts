const escape = 0x1b;
const lineFeed = 0x0a;
const bell = 0x07;

/** Where a filter stands in a sequence: in none; after ESC; in its intermediates, parameters, or text. */
export type EscapeState = "text" | "escape" | "intermediates" | "parameters" | "string" | "string escape";

export interface EscapeFilter {
  /** Tells, in order, each stretch of the bytes that is no part of a control sequence. */
  pass(bytes: Buffer, keep: (from: number, to: number) => void): void;
  readonly state: EscapeState;
}

/**
 * Leaves out what colours and moves (ECMA-48: CSI, OSC, DCS and the like, single escapes), however it is cut in parts.
 * A line feed ends a sequence that has not ended: what a script forgot to close hides no further line.
 */
export function createEscapeFilter(initial: EscapeState = "text"): EscapeFilter {
  let state = initial;

  /** What the next byte of a sequence leads to; "keep" when it is no part of it. */
  function next(byte: number): EscapeState | "keep" {
    if (byte === lineFeed) return "keep";
    if (byte === escape) return state === "string" ? "string escape" : "escape";
    switch (state) {
      case "string":
        return byte === bell ? "text" : "string";
      case "string escape":
        if (byte === 0x5c) return "text";
        return afterEscape(byte);
      case "parameters":
        if (byte >= 0x40 && byte <= 0x7e) return "text";
        return byte >= 0x20 && byte <= 0x3f ? "parameters" : "keep";
      case "intermediates":
        if (byte >= 0x30 && byte <= 0x7e) return "text";
        return byte >= 0x20 && byte <= 0x2f ? "intermediates" : "keep";
      default:
        return afterEscape(byte);
    }
  }

  return {
    get state() {
      return state;
    },
    pass(bytes, keep) {
      let at = 0;
      while (at < bytes.length) {
        if (state === "text") {
          const found = bytes.indexOf(escape, at);
          const end = found === -1 ? bytes.length : found;
          if (end > at) keep(at, end);
          if (found !== -1) state = "escape";
          at = end + 1;
          continue;
        }
        const following = next(bytes[at] ?? 0);
        if (following === "keep") state = "text";
        else {
          state = following;
          at++;
        }
      }
    },
  };
}

function afterEscape(byte: number): EscapeState | "keep" {
  if (byte === 0x5b) return "parameters";
  // ] P X ^ _
  if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return "string";
  if (byte >= 0x20 && byte <= 0x2f) return "intermediates";
  return byte >= 0x30 && byte <= 0x7e ? "text" : "keep";
}
