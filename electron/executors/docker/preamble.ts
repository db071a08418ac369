/**
 * Divides a stream at the first occurrence of a mark: what comes before is the launcher's, what comes after the
 * script's. The mark itself belongs to neither and may arrive in pieces.
 */
export interface Preamble {
  /** Returns what of these bytes belongs to the script. */
  push(bytes: Uint8Array): Uint8Array;
  readonly isOver: boolean;
  /** What was written before the mark, as text, its last 4 KB at most. */
  words(): string;
}

const keptBytes = 4096;
const nothing = new Uint8Array(0);

export function createPreamble(mark: string): Preamble {
  const markBytes = Buffer.from(mark);
  let held: Buffer = Buffer.alloc(0);
  let isOver = false;

  return {
    push(bytes) {
      if (isOver) return bytes;
      held = Buffer.concat([held, bytes]);
      const found = held.indexOf(markBytes);
      if (found === -1) {
        if (held.length > keptBytes) held = held.subarray(held.length - keptBytes);
        return nothing;
      }
      const rest = held.subarray(found + markBytes.length);
      held = held.subarray(0, found);
      isOver = true;
      return rest;
    },
    get isOver() {
      return isOver;
    },
    words: () => held.toString("utf8"),
  };
}
