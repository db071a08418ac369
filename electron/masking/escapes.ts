import { readNamedEntity } from "./html-names.ts";
import { cutShort, hexDigit, hexNumber, type Unit } from "./unit.ts";

type Read = Unit | typeof cutShort;

function itself(text: Buffer, at: number): Unit {
  return { value: text[at] ?? 0, next: at + 1 };
}

/** `%41`, `%2541` (encoded twice), and `+` for a space. `twiceOnly`: the secret holds a percent sign itself. */
export function readPercent(text: Buffer, at: number, expected: number, twiceOnly = false): Read {
  if (text[at] === 0x2b && expected === 0x20) return { value: 0x20, next: at + 1 };
  if (text[at] !== 0x25) return itself(text, at);
  const once = hexNumber(text, at + 1, 2);
  if (once === cutShort) return cutShort;
  if (once === undefined) return itself(text, at);
  if (once === 0x25 && (twiceOnly || expected !== 0x25)) {
    const twice = hexNumber(text, at + 3, 2);
    if (twice === cutShort) return cutShort;
    if (twice !== undefined) return { value: twice, next: at + 5 };
  }
  return { value: once, next: at + 3 };
}

const letters: ReadonlyMap<number, number> = new Map(
  Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27, E: 27 }).map(([letter, code]) => [
    letter.charCodeAt(0),
    code,
  ]),
);

/** What stands after a backslash in JSON, C, Python, JavaScript, YAML and shells. */
export function readBackslash(text: Buffer, at: number, expected: number): Read {
  if (text[at] !== 0x5c) return itself(text, at);
  const kind = text[at + 1];
  if (kind === undefined) return cutShort;
  const literal = { value: kind, next: at + 2 };
  switch (kind) {
    case 0x78: // x41
      return numbered(text, at + 2, 2, literal);
    case 0x55: // U00000041
      return numbered(text, at + 2, 8, literal);
    case 0x75: // u0041, u{41}
      return text[at + 2] === 0x7b ? braced(text, at + 3, literal) : codeUnits(text, at, literal);
  }
  if (kind >= 0x30 && kind <= 0x37) return octal(text, at + 1, expected);
  const code = letters.get(kind);
  return code === undefined || kind === expected ? literal : { value: code, next: at + 2 };
}

function numbered(text: Buffer, at: number, digits: number, otherwise: Unit): Read {
  const value = hexNumber(text, at, digits);
  if (value === cutShort) return cutShort;
  return value === undefined ? otherwise : { value, next: at + digits };
}

function braced(text: Buffer, from: number, otherwise: Unit): Read {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    if (at >= text.length) return cutShort;
    if (text[at] === 0x7d) return { value, next: at + 1 };
    const digit = hexDigit(text[at]);
    if (digit === -1) break;
    value = value * 16 + digit;
  }
  return otherwise;
}

/** `\uD83D\uDE00` is one character in two code units. */
function codeUnits(text: Buffer, at: number, otherwise: Unit): Read {
  const first = numbered(text, at + 2, 4, otherwise);
  if (first === cutShort || first === otherwise || first.value < 0xd800 || first.value > 0xdbff) return first;
  if (first.next + 6 > text.length) return cutShort;
  if (text[first.next] !== 0x5c || (text[first.next + 1] ?? 0) !== 0x75) return first;
  const second = hexNumber(text, first.next + 2, 4);
  if (second === undefined || second < 0xdc00 || second > 0xdfff) return first;
  return { value: 0x10000 + ((first.value - 0xd800) << 10) + (second - 0xdc00), next: first.next + 6 };
}

/** One to three digits, or four when the first is 0 (`echo -e`): the count that gives what is expected. */
function octal(text: Buffer, from: number, expected: number): Read {
  let value = 0;
  let read: Unit = { value: -1, next: from };
  const most = text[from] === 0x30 ? 4 : 3;
  for (let count = 0; count < most; count++) {
    const at = from + count;
    // More digits may follow, unless those at hand are the character already.
    if (at >= text.length) return read.value === expected ? read : cutShort;
    const digit = (text[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
    if (read.value !== expected || value === expected) read = { value: value & 0xff, next: at + 1 };
  }
  return read;
}

/** More units than these make no escape. */
const longestEscape = 10;

/** Backslash escapes written with backslash escapes, as in a JSON text within a JSON text. */
export function readTwiceEscaped(text: Buffer, at: number, expected: number): Read {
  if (text[at] !== 0x5c) return itself(text, at);
  const inner = Buffer.allocUnsafe(longestEscape);
  const nexts: number[] = [];
  let place = at;
  let isCut = false;
  while (nexts.length < longestEscape) {
    const unit = place < text.length ? readBackslash(text, place, 0x5c) : cutShort;
    if (unit === cutShort) {
      isCut = true;
      break;
    }
    if (unit.value > 0x7f) break;
    inner[nexts.length] = unit.value;
    nexts.push((place = unit.next));
  }
  const [first] = nexts;
  if (first === undefined) return isCut ? cutShort : itself(text, at);
  if (inner[0] !== 0x5c) return { value: inner[0] ?? 0, next: first };
  const unit = readBackslash(inner.subarray(0, nexts.length), 0, expected);
  if (unit === cutShort) return isCut ? cutShort : { value: 0x5c, next: first };
  return { value: unit.value, next: nexts[unit.next - 1] ?? first };
}

const longestEntity = 14;

/** `&#112;`, `&#x70;`, `&dollar;`, and these with their ampersand written as `&amp;`. */
export function readHtml(text: Buffer, at: number, expected: number): Read {
  if (text[at] !== 0x26) return itself(text, at);
  const once = readEntity(text, at + 1);
  if (once === cutShort || once === undefined) return once ?? itself(text, at);
  if (once.value !== 0x26) return once;
  const twice = readEntity(text, once.next);
  if (twice === undefined) return once;
  return twice === cutShort || twice.value === expected || expected !== 0x26 ? twice : once;
}

function readEntity(text: Buffer, from: number): Read | undefined {
  for (let at = from; at < from + longestEntity; at++) {
    const byte = text[at];
    if (byte === undefined) return cutShort;
    if (byte === 0x3b) {
      const value = readNamedEntity(text.toString("latin1", from, at));
      return value === undefined ? undefined : { value, next: at + 1 };
    }
    const isName = byte === 0x23 || (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
    if (!isName) return undefined;
  }
  return undefined;
}

/** `=41`, and lines broken with a final `=`. */
export function readQuotedPrintable(text: Buffer, from: number): Read {
  let at = from;
  while (text[at] === 0x3d) {
    const after = text[at + 1] === 0x0d ? at + 2 : at + 1;
    if (after >= text.length) return cutShort;
    if (text[after] !== 0x0a) break;
    at = after + 1;
  }
  if (at >= text.length) return cutShort;
  if (text[at] !== 0x3d) return itself(text, at);
  return numbered(text, at + 1, 2, itself(text, at));
}

/** A quote within quotes: left and entered again (`'\''`, `'"'"'`) as shells want it, or doubled (SQL, YAML, CSV). */
export function readQuotes(text: Buffer, at: number, expected: number): Read {
  const byte = text[at] ?? 0;
  if (byte !== expected || (byte !== 0x27 && byte !== 0x22)) return itself(text, at);
  let isCut = false;
  for (const written of byte === 0x27 ? [`'\\''`, `'"'"'`, `''`] : [`"\\""`, `"'"'"`, `""`]) {
    const there = text.toString("latin1", at, at + written.length);
    if (there === written) return { value: byte, next: at + written.length };
    isCut ||= at + there.length === text.length && written.startsWith(there);
  }
  return isCut ? cutShort : itself(text, at);
}
