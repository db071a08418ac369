/** Follows how wide lines are, in columns, as far as that is known without drawing them. */
export interface WidthMeter {
  /** @returns the longest line so far */
  push(bytes: Uint8Array): number;
  reset(): void;
}

const tabStop = 8;

/** Counts a column for each character; escape sequences and the further bytes of a character take none. */
export function createWidthMeter(): WidthMeter {
  let longest = 0;
  let width = 0;
  let inSequence = false;
  return {
    push(bytes) {
      for (const byte of bytes) {
        if (inSequence) {
          // A letter ends a control sequence; so does a bell, or a new line, whatever the sequence was.
          if ((byte >= 0x40 && byte !== 0x5b && byte !== 0x5d) || byte === 0x07 || byte === 0x0a) inSequence = false;
        } else if (byte === 0x1b) inSequence = true;
        else if (byte === 0x0a || byte === 0x0d) width = 0;
        else if (byte === 0x09) width += tabStop - (width % tabStop);
        else if (byte >= 0x20 && (byte < 0x80 || byte >= 0xc0)) width += byte >= 0xe0 ? 2 : 1;
        if (width > longest) longest = width;
      }
      return longest;
    },
    reset() {
      longest = 0;
      width = 0;
      inSequence = false;
    },
  };
}
