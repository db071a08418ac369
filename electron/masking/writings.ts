import { readBackslash, readHtml, readPercent, readQuotedPrintable, readQuotes, readTwiceEscaped } from "./escapes.ts";
import { cutShort, type UnitReader } from "./unit.ts";

/**
 * One way in which bytes are written as text. A place of a text is compared with a pattern under it, bytes that may
 * stand in between in that writing being passed over.
 * @returns where the match ends; 0 when there is none; `cutShort` when the text ends before that is decided
 */
export type Writing = (text: Buffer, at: number, pattern: Uint8Array) => number;

/** Bytes to be found in a text, and how they are written there. */
export interface SecretPattern {
  readonly writing: Writing;
  readonly bytes: Uint8Array;
  /** Each pair of bytes with which it can begin: first * 256 + second. */
  readonly starts: readonly number[];
  /** What must be in a text if this writing of it differs from the plain one; looked for before anything else. */
  readonly trigger?: string;
}

export const asIs: Writing = (text, at, pattern) => {
  const length = Math.min(pattern.length, text.length - at);
  for (let index = 0; index < length; index++) if (text[at + index] !== pattern[index]) return 0;
  return length === pattern.length ? at + length : cutShort;
};

/** The pattern is in small letters. */
export const inAnyCase: Writing = (text, at, pattern) => {
  const length = Math.min(pattern.length, text.length - at);
  for (let index = 0; index < length; index++) if (small(text[at + index] ?? 0) !== pattern[index]) return 0;
  return length === pattern.length ? at + length : cutShort;
};

function small(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** Writings in which any byte may stand for itself or be written as some escape. */
export const percent = unitByUnit(readPercent);
export const percentTwice = unitByUnit((text, at, expected) => readPercent(text, at, expected, true));
export const backslash = unitByUnit(readBackslash);
export const backslashTwice = unitByUnit(readTwiceEscaped);
export const html = unitByUnit(readHtml);
export const quotedPrintable = unitByUnit(readQuotedPrintable);
export const quotes = unitByUnit(readQuotes);

function unitByUnit(read: UnitReader): Writing {
  return (text, at, pattern) => {
    let place = at;
    for (let index = 0; index < pattern.length;) {
      if (place >= text.length) return cutShort;
      const unit = read(text, place, pattern[index] ?? 0);
      if (unit === cutShort) return cutShort;
      const length = lengthOf(unit.value, pattern, index);
      if (length === 0) return 0;
      index += length;
      place = unit.next;
    }
    return place;
  };
}

/** How many bytes of the pattern a value stands for: one byte, or a character of several in UTF-8. */
function lengthOf(value: number, pattern: Uint8Array, index: number): number {
  if (value === pattern[index]) return 1;
  if (value < 0x80 || value > 0x10ffff) return 0;
  const character = Buffer.from(String.fromCodePoint(value));
  for (let at = 0; at < character.length; at++) if (character[at] !== pattern[index + at]) return 0;
  return character.length;
}
