import { cutShort, hexDigit } from "./unit.ts";

/** What may stand between two bytes or characters: more of it than this is no longer the same text. */
export const longestSeparator = 24;
/** The longest line of a dump that is looked through for its end. */
const longestDumpRest = 100;

/** A set of bytes: 1 for each that is in it. */
export function bytesOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(characters, "latin1")) set[byte] = 1;
  return set;
}

export const blank = bytesOf(" \t");

/** @returns the first place from `at` on that is none of these bytes */
export function passOver(text: Buffer, at: number, separators: Uint8Array): number {
  const limit = Math.min(text.length, at + longestSeparator);
  let place = at;
  while (place < limit && separators[text[place] ?? 0] === 1) place++;
  return place;
}

export function isLineBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

/**
 * Where the numbers of a dump's next line begin: after the rest of this one with its column of characters, the address
 * and the blanks behind it.
 * @param from behind a number
 * @returns 0 when the line does not end there, or what follows is no line of a dump
 */
export function nextDumpLine(text: Buffer, from: number): number {
  // A line of bytes ends, or there is a gap before the column of characters: nearly all other text ends here.
  if (!isLineBreak(text[from])) {
    if (from + 1 >= text.length) return cutShort;
    const gap = text[from + 1] ?? 0;
    if (text[from] !== 0x20 || (gap !== 0x20 && gap !== 0x7c && gap !== 0x3e)) return 0;
  }
  const lineEnd = endOfDumpLine(text, from);
  return lineEnd <= 0 ? lineEnd : afterAddress(text, lineEnd);
}

/** The same for lines of which the numbers are wide apart: only blanks may follow, or the column of `od` with `z`. */
export function nextLineOfNumbers(text: Buffer, from: number): number {
  const place = passOver(text, from, blank);
  if (place >= text.length) return cutShort;
  if (text[place] !== 0x3e) return isLineBreak(text[place]) ? afterAddress(text, place) : 0;
  const lineEnd = endOfDumpLine(text, place);
  return lineEnd <= 0 ? lineEnd : afterAddress(text, lineEnd);
}

/** @returns the end of the line that a dump's last number stands in, `cutShort`, or 0: it is longer than a dump's */
export function endOfDumpLine(text: Buffer, from: number): number {
  const limit = Math.min(text.length, from + longestDumpRest);
  for (let at = from; at < limit; at++) if (isLineBreak(text[at])) return at;
  return limit === text.length && limit < from + longestDumpRest ? cutShort : 0;
}

/** Where a line begins behind its address, or behind its blanks if it has none. 0: it has neither */
function afterAddress(text: Buffer, lineEnd: number): number {
  let at = text[lineEnd] === 0x0d ? lineEnd + 2 : lineEnd + 1;
  const addressStart = at;
  while (hexDigit(text[at]) !== -1 && at - addressStart < 17) at++;
  const digits = at - addressStart;
  if (at < text.length && digits !== 0 && (digits < 6 || digits > 16)) return 0;
  if (digits > 0 && text[at] === 0x3a) at++;
  const start = passOver(text, at, blank);
  if (start >= text.length) return cutShort;
  return start > at ? start : 0;
}
