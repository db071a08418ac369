/** Longer control sequences are not terminals' own; what looks like one is text then. */
const longestControl = 128;
const longestString = 4_096;

const escape = 0x1b;

/** A text without its terminal sequences (colours, links, titles), and where these stood. */
export interface PlainText {
  readonly bytes: Buffer;
  /** How many bytes of `bytes` precede each sequence, and where it begins and ends in the original. Ascending. */
  readonly sequences: readonly Sequence[];
}

export interface Sequence {
  readonly before: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes the terminal sequences of ECMA-48 out of a text: CSI, the strings OSC, DCS, SOS, PM and APC up to their end, and
 * escapes of two or more bytes. One that is cut off by the end of the text is taken out as far as it goes.
 * @returns undefined when there is none
 */
export function withoutSequences(bytes: Buffer): PlainText | undefined {
  let at = bytes.indexOf(escape);
  if (at === -1) return undefined;
  const plain = Buffer.allocUnsafe(bytes.length);
  const sequences: Sequence[] = [];
  let length = 0;
  let from = 0;
  while (at !== -1) {
    const end = endOfSequence(bytes, at);
    length += bytes.copy(plain, length, from, at);
    sequences.push({ before: length, start: at, end });
    from = end;
    at = bytes.indexOf(escape, end);
  }
  length += bytes.copy(plain, length, from);
  return { bytes: plain.subarray(0, length), sequences };
}

/** @returns where the sequence that begins at `at` ends: after it, or the end of the bytes when it is cut off */
function endOfSequence(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1];
  if (kind === undefined) return bytes.length;
  switch (kind) {
    case 0x5b: // CSI
      return endOfControl(bytes, at + 2, 0x40);
    case 0x50: // DCS
    case 0x58: // SOS
    case 0x5d: // OSC
    case 0x5e: // PM
    case 0x5f: // APC
      return endOfString(bytes, at + 2);
    default:
      return kind >= 0x20 && kind <= 0x7e ? endOfControl(bytes, at + 1, 0x30) : at + 1;
  }
}

/** Parameters and intermediate bytes end with the first byte from `least` to `~`; another byte breaks them off. */
function endOfControl(bytes: Buffer, from: number, least: number): number {
  const limit = Math.min(bytes.length, from + longestControl);
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= least && byte <= 0x7e) return at + 1;
    if (byte < 0x20 || byte > 0x7e) return at;
  }
  return limit === bytes.length ? limit : from;
}

/** A string ends with BEL, with ESC \, or where another sequence begins. */
function endOfString(bytes: Buffer, from: number): number {
  const limit = Math.min(bytes.length, from + longestString);
  for (let at = from; at < limit; at++) {
    if (bytes[at] === 0x07) return at + 1;
    if (bytes[at] === escape) return bytes[at + 1] === 0x5c ? at + 2 : at + 1 === bytes.length ? at + 1 : at;
  }
  return limit === bytes.length ? limit : from;
}

/** Where a place of the plain text is in the original: the byte itself, after the sequences before it. */
export function placeInOriginal({ sequences }: PlainText, at: number): number {
  let low = 0;
  let high = sequences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sequences[middle]?.before ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const last = sequences[low - 1];
  return last === undefined ? at : last.end + at - last.before;
}
