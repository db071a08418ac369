import { dumpPatterns, printedControls } from "./dump-patterns.ts";
import { base32, base64, decimal, fewestBeforeBreak, hexadecimal, octal } from "./dense-writings.ts";
import { firstLettersOfNames } from "./html-names.ts";
import {
  asIs,
  backslash,
  backslashTwice,
  html,
  inAnyCase,
  percent,
  percentTwice,
  quotedPrintable,
  quotes,
  type SecretPattern,
  type Writing,
} from "./writings.ts";

/** Shorter secrets are not masked: their text stands in ordinary output too often. */
const shortestMaskedBytes = 4;
/** A shorter secret is masked as it is written only, not in capitals or small letters. */
const shortestInAnyCase = 8;
/** Of a secret of several lines each is masked by itself from this length on. */
const shortestLine = 8;
/** Fewer characters of base64 or base32 stand in ordinary output by chance: 64^-6 is 1.5e-11 for each byte. */
const fewestDenseCharacters = 6;

/**
 * Everything to look for so that a secret is found in whatever form it is printed. A secret of several lines is looked
 * for as a whole and line by line, and each without the blanks around it, which shells and programs take off.
 * @returns nothing for a secret of fewer than 4 bytes
 */
export function secretPatterns(secret: string): readonly SecretPattern[] {
  const trimmed = secret.trim();
  const wholes = trimmed === secret ? [secret] : [secret, trimmed];
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  const parts = lines.length === 1 ? [] : lines.filter((line) => Buffer.byteLength(line) >= shortestLine);
  return [...wholes.flatMap(patternsOfText), ...[...new Set(parts)].flatMap(patternsOfLine)];
}

/** One line of several, such as of a private key: looked for in the writings of text. */
function patternsOfLine(line: string): SecretPattern[] {
  const raw = Buffer.from(line, "utf8");
  const hex = { writing: hexadecimal, bytes: raw, starts: hexStarts(raw[0] ?? 0) };
  const plain = [raw, ...printedControls(raw)].map(plainPattern);
  return [...plain, ...escapedPatterns(raw), hex, ...densePatterns(raw)];
}

function plainPattern(bytes: Buffer): SecretPattern {
  return { writing: asIs, bytes, starts: pairsOf([[bytes[0]], [bytes[1]]]) };
}

function patternsOfText(text: string): SecretPattern[] {
  const raw = Buffer.from(text, "utf8");
  if (raw.length < shortestMaskedBytes) return [];
  const wide = wideForms(text);
  const caseless = raw.length >= shortestInAnyCase && /\p{L}/u.test(text) ? inCases(text) : [];
  return [
    ...[raw, ...printedControls(raw), ...wide].map(plainPattern),
    ...caseless.map((bytes) => ({
      writing: inAnyCase,
      bytes,
      starts: pairsOf([bothCases(bytes[0]), bothCases(bytes[1])]),
    })),
    ...escapedPatterns(raw),
    ...[raw, ...wide].flatMap((bytes) => numberPatterns(bytes)),
    ...[raw, ...wide].flatMap((bytes) => densePatterns(bytes)),
    ...dumpPatterns(raw),
  ];
}

/** UTF-16 of both byte orders, without the outermost zero bytes: these belong to the neighbours as well. */
function wideForms(text: string): Buffer[] {
  const little = Buffer.from(text, "utf16le");
  const big = Buffer.from(little).swap16();
  const isZero = (byte: number | undefined): boolean => byte === 0;
  return [little.subarray(0, isZero(little.at(-1)) ? -1 : little.length), big.subarray(isZero(big[0]) ? 1 : 0)].filter(
    (form, index, forms) => forms.findIndex((other) => other.equals(form)) === index,
  );
}

/**
 * A text in capitals and in small letters, as Unicode maps them: the letters beyond ASCII all in one way, with those of
 * ASCII in small letters, for `inAnyCase`.
 */
function inCases(text: string): Uint8Array[] {
  const forms = [text, text.toUpperCase(), text.toLowerCase()].map((form) => smallLetters(Buffer.from(form)));
  return forms.filter((form, index) => forms.findIndex((other) => Buffer.compare(other, form) === 0) === index);
}

function smallLetters(raw: Buffer): Uint8Array {
  return raw.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte));
}

/** The writings in which a character stands for itself or for an escape: the first two characters tell how it starts. */
function escapedPatterns(raw: Buffer): SecretPattern[] {
  const [first = 0, second = 0] = raw;
  const hexDigits = [...Buffer.from(first.toString(16).padStart(2, "0").slice(0, 1))].flatMap(bothCases);
  const afterBackslash = [...Buffer.from("xuU01234567\\abtnvfreE"), first];
  const names = Buffer.from(["#", "a", ...firstLettersOfNames(first)].join(""));
  const quote = [0x22, 0x27].filter((each) => raw.includes(each));
  const forms: readonly [Writing, trigger: string, escapeByte: number[], afterEscape: readonly number[]][] = [
    [percent, "%", [0x25], [...hexDigits, 0x32]],
    ...(raw.includes(0x25)
      ? [[percentTwice, "%", [0x25], [0x32]] satisfies [Writing, string, number[], number[]]]
      : []),
    [backslash, "\\", [0x5c], afterBackslash],
    [backslashTwice, "\\\\", [0x5c], [0x5c]],
    [html, "&", [0x26], [...names]],
    [quotedPrintable, "=", [0x3d], hexDigits],
    ...quote.map((): [Writing, string, number[], readonly number[]] => [quotes, "", quote, [0x27, 0x22, 0x5c]]),
  ];
  const patterns = forms.map(([writing, trigger, escapeByte, afterEscape]) => ({
    writing,
    bytes: raw,
    trigger,
    starts: [...pairsOf([[first], [second, ...escapeByte]]), ...pairsOf([escapeByte, afterEscape])],
  }));
  if (!raw.includes(0x20)) return patterns;
  // Forms have `+` for a space.
  const plus = pairsOf([first === 0x20 ? [0x20, 0x2b] : [first], second === 0x20 ? [0x20, 0x2b] : [second, 0x25]]);
  return [...patterns, { writing: percent, bytes: raw, trigger: "+", starts: plus }];
}

function numberPatterns(bytes: Buffer): SecretPattern[] {
  const [first = 0] = bytes;
  const octalText = first.toString(8).padStart(3, "0");
  const patterns = [
    { writing: hexadecimal, bytes, starts: hexStarts(first) },
    { writing: octal, bytes, starts: pairsOf([[octalText.charCodeAt(0)], [octalText.charCodeAt(1)]]) },
  ];
  const decimalText = String(first);
  if (decimalText.length < 2) return patterns;
  const signed = first < 128 ? [] : pairsOf([[0x2d], [String(256 - first).charCodeAt(0)]]);
  const starts = [...pairsOf([[decimalText.charCodeAt(0)], [decimalText.charCodeAt(1)]]), ...signed];
  return [...patterns, { writing: decimal, bytes, starts }];
}

function hexStarts(byte: number): readonly number[] {
  const [high = 0, low = 0] = Buffer.from(byte.toString(16).padStart(2, "0"));
  return pairsOf([bothCases(high), bothCases(low)]);
}

function densePatterns(raw: Buffer): SecretPattern[] {
  const fromBase64 = [0, 1, 2].flatMap((lead) => stableCharacters(raw, lead, 6, (bytes) => bytes.toString("base64")));
  const fromBase32 = [0, 1, 2, 3, 4].flatMap((lead) => stableCharacters(raw, lead, 5, encodeBase32));
  return [
    ...withLineStarts([bare(raw.toString("base64")), ...fromBase64]).map((text) => {
      const bytes = Buffer.from(text);
      const starts = pairsOf([bothAlphabets(bytes[0]), bothAlphabets(bytes[1])]);
      return { writing: base64, bytes, starts };
    }),
    ...withLineStarts([encodeBase32(raw), ...fromBase32]).map((text) => {
      const bytes = Buffer.from(text);
      const starts = pairsOf([bothCases(bytes[0]), bothCases(bytes[1])]);
      return { writing: base32, bytes, starts };
    }),
  ];
}

/** Also what follows a line break after the first character, where that does not leave too little. */
function withLineStarts(forms: readonly string[]): readonly string[] {
  const rests = forms
    .map((form) => form.slice(fewestBeforeBreak - 1))
    .filter((rest) => rest.length > fewestDenseCharacters);
  return [...new Set([...forms, ...rests])];
}

function bare(encoded: string): string {
  return encoded.replace(/=+$/, "");
}

/**
 * The characters that depend on nothing but the secret when `lead` bytes stand before it in its group.
 * @param bits of one character
 */
function stableCharacters(raw: Buffer, lead: number, bits: number, encode: (bytes: Buffer) => string): string[] {
  const encoded = encode(Buffer.concat([Buffer.alloc(lead), raw]));
  const stable = encoded.slice(Math.ceil((8 * lead) / bits), Math.floor((8 * (lead + raw.length)) / bits));
  return stable.length >= fewestDenseCharacters ? [stable] : [];
}

const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, section 6, without padding. */
function encodeBase32(bytes: Buffer): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += base32Alphabet[(value >> (bits - 5)) & 31] ?? "";
  }
  return bits === 0 ? text : text + (base32Alphabet[(value << (5 - bits)) & 31] ?? "");
}

function bothCases(byte = 0): number[] {
  const text = String.fromCharCode(byte);
  return byte > 0x7f ? [byte] : [...new Set([text.toLowerCase().charCodeAt(0), text.toUpperCase().charCodeAt(0)])];
}

function bothAlphabets(byte = 0): number[] {
  if (byte === 0x2b) return [byte, 0x2d, 0x25];
  return byte === 0x2f ? [byte, 0x5f, 0x25] : [byte];
}

function pairsOf([first, second]: readonly [
  readonly (number | undefined)[],
  readonly (number | undefined)[],
]): number[] {
  return first.flatMap((one = 0) => second.map((other = 0) => one * 256 + other));
}
