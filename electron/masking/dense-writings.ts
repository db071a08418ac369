import { bytesOf, endOfDumpLine, longestSeparator, nextDumpLine, nextLineOfNumbers, passOver } from "./dump-lines.ts";
import { cutShort, hexDigit } from "./unit.ts";
import type { Writing } from "./writings.ts";

/**
 * Where a line ends after fewer characters these do not count: else the last character of every other line of output
 * would be held back until the next one comes. The rest of the secret is a pattern of its own.
 */
export const fewestBeforeBreak = 2;

const betweenHex = bytesOf(" \t\r\n:-,_;.%\\xXuU&#{}=\"'<>[]()|");
const betweenNumbers = bytesOf(" \t\r\n:-,;.\\|[]()oO");
const betweenLines = bytesOf(" \t\r\n");

/**
 * Reads one byte of the pattern at a place that is no separator.
 * @param isNegative a minus stands before it
 * @returns the place after it, 0, or `cutShort`
 */
type ByteReader = (text: Buffer, at: number, byte: number, isNegative: boolean) => number;

const hexByte: ByteReader = (text, at, byte) => {
  if (text[at] === 0x30 && at + 1 >= text.length) return cutShort;
  // A prefix of the number, as in 0x41.
  const from = text[at] === 0x30 && ((text[at + 1] ?? 0) | 0x20) === 0x78 ? at + 2 : at;
  if (from >= text.length) return cutShort;
  if (hexDigit(text[from]) !== byte >> 4) return 0;
  if (from + 1 >= text.length) return cutShort;
  return hexDigit(text[from + 1]) === (byte & 15) ? from + 2 : 0;
};

function digits(text: Buffer, at: number, written: string): number {
  for (let index = 0; index < written.length; index++) {
    if (at + index >= text.length) return cutShort;
    if (text[at + index] !== written.charCodeAt(index)) return 0;
  }
  return at + written.length;
}

/** Three octal digits. */
const octalByte: ByteReader = (text, at, byte) => digits(text, at, byte.toString(8).padStart(3, "0"));

const binaryByte: ByteReader = (text, at, byte) => digits(text, at, byte.toString(2).padStart(8, "0"));

/** Bytes of a sign, as `od -td1` shows them, are negative from 128 on. */
const decimalByte: ByteReader = (text, at, byte, isNegative) => {
  if (byte < 128) return digits(text, at, String(byte));
  if (text[at] === 0x2d) return digits(text, at + 1, String(256 - byte));
  return (isNegative && digits(text, at, String(256 - byte))) || digits(text, at, String(byte));
};

/** Hexadecimal digits in either case: run together, or with colons, spaces, `0x`, `\x`, `%`, `\u00` and such between. */
export const hexadecimal = numbers(hexByte, betweenHex);
/** Three octal digits a byte, as `od -b` and escapes have them. */
export const octal = numbers(octalByte, betweenNumbers);
/** Eight binary digits a byte, as `xxd -b` has them. */
export const binary = numbers(binaryByte, betweenNumbers);
/** Decimal numbers with something between them: a list of bytes. */
export const decimal = numbers(decimalByte, betweenNumbers, true);

/**
 * Numbers of one byte each, also over several lines of a dump (`xxd`, `xxd -b`, `hexdump -C`, `od`) with its addresses and its
 * column of characters: that column holds pieces of the secret, so the match includes it.
 */
function numbers(read: ByteReader, separators: Uint8Array, apart = false): Writing {
  return (text, at, pattern) => {
    let place = read(text, at, pattern[0] ?? 0, false);
    let isDump = false;
    for (let index = 1; index < pattern.length; index++) {
      if (place <= 0) return place;
      const byte = pattern[index] ?? 0;
      const next = passOver(text, place, separators);
      if (next >= text.length) return next - place < longestSeparator ? cutShort : 0;
      if (apart && next === place) return 0;
      const after = read(text, next, byte, next > place && text[next - 1] === 0x2d);
      if (after !== 0) {
        place = after;
        continue;
      }
      const line = apart ? nextLineOfNumbers(text, place) : nextDumpLine(text, place);
      if (line <= 0) return line;
      isDump = true;
      place = read(text, line, byte, false);
    }
    return isDump && place > 0 ? endOfDumpLine(text, place) : place;
  };
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
