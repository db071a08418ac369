import { cutShort, hexDigit } from "./unit.ts";
import type { Writing } from "./writings.ts";

/** What may stand between two bytes or characters: more of it than this is no longer the same text. */
const longestSeparator = 24;
/** The longest line of a dump that is looked through for its end. */
const longestDumpRest = 100;

/**
 * Where a line ends after fewer characters these do not count: else the last character of every other line of output
 * would be held back until the next one comes. The rest of the secret is a pattern of its own.
 */
export const fewestBeforeBreak = 2;

function bytesOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(characters, "latin1")) set[byte] = 1;
  return set;
}

const blank = bytesOf(" \t");
const betweenHex = bytesOf(" \t\r\n:-,_;.%\\xXuU&#{}=\"'<>[]()|");
const betweenNumbers = bytesOf(" \t\r\n:-,;.\\|[]()oO");
const betweenLines = bytesOf(" \t\r\n");

/** @returns the first place from `at` on that is none of these bytes */
function passOver(text: Buffer, at: number, separators: Uint8Array): number {
  const limit = Math.min(text.length, at + longestSeparator);
  let place = at;
  while (place < limit && separators[text[place] ?? 0] === 1) place++;
  return place;
}

/** Reads one byte of the pattern at a place that is no separator. @returns the place after it, 0, or `cutShort` */
type ByteReader = (text: Buffer, at: number, byte: number) => number;

const hexByte: ByteReader = (text, at, byte) => {
  if (text[at] === 0x30 && at + 1 >= text.length) return cutShort;
  // A prefix of the number, as in 0x41.
  const from = text[at] === 0x30 && ((text[at + 1] ?? 0) | 0x20) === 0x78 ? at + 2 : at;
  if (from >= text.length) return cutShort;
  if (hexDigit(text[from]) !== byte >> 4) return 0;
  if (from + 1 >= text.length) return cutShort;
  return hexDigit(text[from + 1]) === (byte & 15) ? from + 2 : 0;
};

/** Three octal digits. */
const octalByte: ByteReader = (text, at, byte) => {
  const written = byte.toString(8).padStart(3, "0");
  for (let index = 0; index < 3; index++) {
    if (at + index >= text.length) return cutShort;
    if (text[at + index] !== written.charCodeAt(index)) return 0;
  }
  return at + 3;
};

const decimalByte: ByteReader = (text, at, byte) => {
  const written = String(byte);
  for (let index = 0; index < written.length; index++) {
    if (at + index >= text.length) return cutShort;
    if (text[at + index] !== written.charCodeAt(index)) return 0;
  }
  return at + written.length;
};

/** Hexadecimal digits in either case: run together, or with colons, spaces, `0x`, `\x`, `%`, `\u00` and such between. */
export const hexadecimal = numbers(hexByte, betweenHex);
/** Three octal digits a byte, as `od -b` and escapes have them. */
export const octal = numbers(octalByte, betweenNumbers);
/** Decimal numbers with something between them: a list of bytes. */
export const decimal = numbers(decimalByte, betweenNumbers, true);

/**
 * Numbers of one byte each, also over several lines of a dump (`xxd`, `hexdump -C`, `od`) with its addresses and its
 * column of characters: that column holds pieces of the secret, so the match includes it.
 */
function numbers(read: ByteReader, separators: Uint8Array, apart = false): Writing {
  return (text, at, pattern) => {
    let place = read(text, at, pattern[0] ?? 0);
    let isDump = false;
    for (let index = 1; index < pattern.length; index++) {
      if (place <= 0) return place;
      const byte = pattern[index] ?? 0;
      const next = passOver(text, place, separators);
      if (next >= text.length) return next - place < longestSeparator ? cutShort : 0;
      if (apart && next === place) return 0;
      const after = read(text, next, byte);
      if (after !== 0) {
        place = after;
        continue;
      }
      const line = apart ? 0 : nextDumpLine(text, place);
      if (line <= 0) return line;
      isDump = true;
      place = read(text, line, byte);
    }
    return isDump && place > 0 ? endOfDumpLine(text, place) : place;
  };
}

/** Where the bytes of a dump's next line begin: after the rest of this one, the address and the blanks behind it. */
function nextDumpLine(text: Buffer, from: number): number {
  // A line of bytes ends, or there is a gap before the column of characters: nearly all other text ends here.
  const isLineEnd = text[from] === 0x0a || text[from] === 0x0d;
  if (!isLineEnd) {
    if (from + 1 >= text.length) return cutShort;
    const gap = text[from + 1] ?? 0;
    if (text[from] !== 0x20 || (gap !== 0x20 && gap !== 0x7c && gap !== 0x3e)) return 0;
  }
  const lineEnd = endOfDumpLine(text, from);
  if (lineEnd <= 0) return lineEnd;
  let at = text[lineEnd] === 0x0d ? lineEnd + 2 : lineEnd + 1;
  const addressStart = at;
  while (hexDigit(text[at]) !== -1 && at - addressStart < 17) at++;
  const digits = at - addressStart;
  if (at < text.length && (digits < 6 || digits > 16)) return 0;
  if (text[at] === 0x3a) at++;
  const bytesStart = passOver(text, at, blank);
  if (bytesStart >= text.length) return cutShort;
  return bytesStart > at ? bytesStart : 0;
}

function endOfDumpLine(text: Buffer, from: number): number {
  const limit = Math.min(text.length, from + longestDumpRest);
  for (let at = from; at < limit; at++) if (text[at] === 0x0a || text[at] === 0x0d) return at;
  return limit === text.length && limit < from + longestDumpRest ? cutShort : 0;
}

/** Either alphabet, in one piece or broken into lines, also where the line break is written `\n` or `%0A`. */
export const base64: Writing = (text, at, pattern) => {
  let place = at;
  for (let index = 0; index < pattern.length; index++) {
    if (index >= fewestBeforeBreak) {
      place = passLineBreak(text, place);
      if (place === cutShort) return cutShort;
    }
    if (place >= text.length) return cutShort;
    let character = text[place++] ?? 0;
    if (character === 0x2d) character = 0x2b;
    else if (character === 0x5f) character = 0x2f;
    else if (character === 0x25) {
      if (place + 1 >= text.length) return cutShort;
      character = Number.parseInt(text.toString("latin1", place, place + 2), 16);
      place += 2;
    }
    if (character !== pattern[index]) return 0;
  }
  return place;
};

function passLineBreak(text: Buffer, at: number): number {
  const byte = text[at];
  if (byte === 0x0a || byte === 0x0d) {
    const place = passOver(text, at, betweenLines);
    return place >= text.length ? cutShort : place;
  }
  if (byte !== 0x5c && byte !== 0x25) return at;
  let place = at;
  for (;;) {
    if (text[place] === 0x5c) {
      if (place + 1 >= text.length) return cutShort;
      const letter = text[place + 1];
      if (letter !== 0x6e && letter !== 0x72) return place;
      place += 2;
    } else if (text[place] === 0x25) {
      if (place + 2 >= text.length) return cutShort;
      if (
        text[place + 1] !== 0x30 ||
        !["a", "d"].includes(text.toString("latin1", place + 2, place + 3).toLowerCase())
      ) {
        return place;
      }
      place += 3;
    } else return place;
  }
}

/** In capitals or small letters, in one piece or in groups or lines. The pattern is in capitals. */
export const base32: Writing = (text, at, pattern) => {
  let place = at;
  for (let index = 0; index < pattern.length; index++) {
    if (index >= fewestBeforeBreak) place = passOver(text, place, betweenLines);
    if (place >= text.length) return cutShort;
    const byte = text[place++] ?? 0;
    if ((byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte) !== pattern[index]) return 0;
  }
  return place;
};
