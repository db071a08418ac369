import { findSecrets, type HiddenRange, type SecretTable } from "./secret-table.ts";
import type { Sequence } from "./escape-sequences.ts";

/** What stands in a log in the place of a secret. */
const mask = Buffer.from("••••••", "utf8");
const nothing = Buffer.alloc(0);
/** Put behind the end of a stream, where an escape might go on otherwise. */
const lineEnd = Buffer.from("\n");

/**
 * Hides secrets in a stream of bytes, wherever the chunks are cut. Bytes that may still turn out to be the beginning
 * of a secret are held back until that is decided, never more than the table's `reach`.
 */
export interface Masker {
  /** @returns the bytes that are decided, masked: a view of `chunk` where nothing was to be changed */
  push(chunk: Uint8Array): Buffer;
  /** The end of the stream: what was held back is no secret. */
  finish(): Buffer;
  /** From now on this is looked for, also in what is held back; it takes in what was looked for before. */
  look(next: SecretTable): void;
  /** How many bytes are held back now. */
  readonly held: number;
}

/** @param first undefined: there is nothing to hide yet */
export function createMasker(first: SecretTable | undefined): Masker {
  let table = first;
  let held: Buffer = nothing;
  /** So many of the bytes held back belong to a secret whose mask has been given out. */
  let hiddenAhead = 0;

  function take(known: SecretTable, text: Buffer, isEnd: boolean): Buffer {
    const { ranges, open, sequences } = findSecrets(known, text, isEnd);
    const decided = isEnd ? text.length - lineEnd.length : Math.max(open, text.length - known.reach);
    const all = hiddenAhead === 0 ? ranges : [{ start: 0, end: hiddenAhead, keepsSequences: true }, ...ranges];
    const { shown, hiddenTo } = hide(text, decided, all, sequences, hiddenAhead > 0);
    hiddenAhead = Math.max(0, hiddenTo - decided);
    // Copied: the chunk may be written over once it is dealt with.
    held = isEnd || decided === text.length ? nothing : Buffer.from(text.subarray(decided));
    return shown;
  }

  return {
    get held() {
      return held.length;
    },
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (table === undefined) return bytes;
      return take(table, held.length === 0 ? bytes : Buffer.concat([held, bytes]), false);
    },
    finish() {
      return table === undefined || held.length === 0 ? nothing : take(table, Buffer.concat([held, lineEnd]), true);
    },
    look(next) {
      table = next;
    },
  };
}

/**
 * The first `decided` bytes of a text with one mask in the place of each run of overlapping ranges.
 * @param isMasked the first range goes on from bytes before the text, where its mask stands
 */
function hide(
  text: Buffer,
  decided: number,
  ranges: readonly HiddenRange[],
  sequences: readonly Sequence[],
  isMasked: boolean,
): { readonly shown: Buffer; readonly hiddenTo: number } {
  if (ranges.length === 0) return { shown: text.subarray(0, decided), hiddenTo: 0 };
  const parts: Buffer[] = [];
  let from = 0;
  let hiddenTo = 0;
  for (let index = 0; index < ranges.length;) {
    const run = runFrom(ranges, index);
    const goesOn = isMasked && index === 0;
    index += run.count;
    if (run.start >= decided && !goesOn) break;
    parts.push(text.subarray(from, run.start));
    if (!goesOn) parts.push(mask);
    hiddenTo = run.end;
    from = Math.min(run.end, decided);
    if (!run.keepsSequences) continue;
    for (const { start, end } of sequences) {
      if (start >= run.start && end <= from) parts.push(text.subarray(start, end));
    }
  }
  parts.push(text.subarray(from, Math.max(from, decided)));
  return { shown: Buffer.concat(parts), hiddenTo };
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly keepsSequences: boolean;
}

/** The ranges from `first` on that overlap. Sequences stay only if no secret was found among their own bytes. */
function runFrom(ranges: readonly HiddenRange[], first: number): Run {
  const start = ranges[first]?.start ?? 0;
  let end = ranges[first]?.end ?? 0;
  let keepsSequences = ranges[first]?.keepsSequences ?? false;
  let next = first + 1;
  for (let range = ranges[next]; range !== undefined && range.start < end; range = ranges[++next]) {
    end = Math.max(end, range.end);
    keepsSequences &&= range.keepsSequences;
  }
  return { start, end, count: next - first, keepsSequences };
}
