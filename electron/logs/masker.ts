/** What stands in a log in the place of a secret. */
const mask = Buffer.from("••••••", "utf8");

/**
 * Replaces every pattern in a stream of bytes, wherever the chunks are cut. Bytes that may still turn out to be the
 * beginning of a pattern are held back until that is decided.
 */
export interface Masker {
  /** @returns the bytes that are decided, masked */
  push(chunk: Uint8Array): Buffer;
  /** The end of the stream: what was held back is no pattern. */
  finish(): Buffer;
  /** How many bytes are held back now. */
  readonly held: number;
}

interface Automaton {
  /** next state = transitions[state * 256 + byte] */
  readonly transitions: Int32Array;
  /** Length of the longest beginning of a pattern that ends here. */
  readonly depth: Int32Array;
  /** Length of the longest whole pattern that ends here, 0 for none. */
  readonly accepted: Int32Array;
}

/** Builds the automaton of Aho and Corasick (1975), completed to a table with one step for every byte. */
export function compilePatterns(patterns: readonly Uint8Array[]): Automaton {
  const size = 1 + patterns.reduce((sum, pattern) => sum + pattern.length, 0);
  const transitions = new Int32Array(size * 256).fill(-1);
  const depth = new Int32Array(size);
  const accepted = new Int32Array(size);
  let states = 1;
  for (const pattern of patterns) {
    let state = 0;
    for (const byte of pattern) {
      let next = transitions[state * 256 + byte] ?? -1;
      if (next === -1) {
        next = states++;
        depth[next] = (depth[state] ?? 0) + 1;
        transitions[state * 256 + byte] = next;
      }
      state = next;
    }
    accepted[state] = pattern.length;
  }
  completeTransitions(transitions, accepted);
  return { transitions, depth, accepted };
}

/** Breadth first, so that the state of the longest proper suffix is complete before it is copied from. */
function completeTransitions(transitions: Int32Array, accepted: Int32Array): void {
  const suffix = new Int32Array(accepted.length);
  const order: number[] = [0];
  for (const state of order) {
    for (let byte = 0; byte < 256; byte++) {
      const at = state * 256 + byte;
      const next = transitions[at] ?? -1;
      const fallback = state === 0 ? 0 : (transitions[(suffix[state] ?? 0) * 256 + byte] ?? 0);
      if (next === -1) {
        transitions[at] = fallback;
        continue;
      }
      suffix[next] = fallback;
      accepted[next] = Math.max(accepted[next] ?? 0, accepted[fallback] ?? 0);
      order.push(next);
    }
  }
}

export function createMasker({ transitions, depth, accepted }: Automaton): Masker {
  let state = 0;
  let held = Buffer.alloc(0);
  /** Matches that reach into the bytes held back, as ranges of `held`. */
  let open: readonly Range[] = [];

  return {
    get held() {
      return held.length;
    },
    push(chunk) {
      const work = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      const ranges = [...open];
      for (let at = held.length; at < work.length; at++) {
        state = transitions[state * 256 + (work[at] ?? 0)] ?? 0;
        const length = accepted[state] ?? 0;
        if (length > 0) addRange(ranges, at + 1 - length, at + 1);
      }
      let decided = work.length - (depth[state] ?? 0);
      for (const range of ranges) if (range.end > decided && range.start < decided) decided = range.start;
      open = ranges
        .filter((range) => range.end > decided)
        .map((range) => ({ start: range.start - decided, end: range.end - decided }));
      held = work.subarray(decided);
      return replaceRanges(
        work.subarray(0, decided),
        ranges.filter((range) => range.end <= decided),
      );
    },
    finish() {
      const rest = replaceRanges(held, open);
      held = Buffer.alloc(0);
      open = [];
      state = 0;
      return rest;
    },
  };
}

interface Range {
  start: number;
  end: number;
}

/** Ends never decrease, so a new range can only join those at the end. */
function addRange(ranges: Range[], start: number, end: number): void {
  let from = start;
  for (let last = ranges.at(-1); last && last.end > from; last = ranges.at(-1)) {
    from = Math.min(from, last.start);
    ranges.pop();
  }
  ranges.push({ start: from, end });
}

function replaceRanges(bytes: Buffer, ranges: readonly Range[]): Buffer {
  if (ranges.length === 0) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  for (const range of ranges) {
    parts.push(bytes.subarray(from, range.start), mask);
    from = range.end;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}
