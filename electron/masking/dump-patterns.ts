import { binary, fewestBeforeBreak } from "./dense-writings.ts";
import { cells, cellStarts, numbersOfDump, type WrittenNumber } from "./dump-writings.ts";
import type { SecretPattern } from "./writings.ts";

/** Fewer characters, blanks not counted, stand in ordinary output with blanks between them. */
const fewestCells = 4;

/** Of a secret with dots in the place of other bytes at least so many must be left. */
const fewestBesideDots = 6;

/** What a dump shows of a secret: bits, characters, and words of two or four bytes in the order of this processor. */
export function dumpPatterns(raw: Buffer): readonly SecretPattern[] {
  const [first = 0] = raw;
  const bits = first.toString(2).padStart(8, "0");
  const words = [0, 1, 2, 3].flatMap((lead) => [
    ...(lead < 2 ? [hexWords(raw, 2, lead), octalWords(raw, lead)] : []),
    hexWords(raw, 4, lead),
  ]);
  const decimals = [raw, raw.subarray(1)].flatMap((bytes) => decimalWords(bytes));
  return [
    { writing: binary, bytes: raw, starts: [pairOf(bits)] },
    ...[raw, raw.subarray(fewestBeforeBreak - 1)].flatMap(cellPattern),
    ...[...words, ...decimals].map((numbers) => wordPattern(raw, numbers)),
  ];
}

/**
 * A secret with bytes other than printable ASCII as `cat -v`, `cat -A` and `less` show these (`M-C`, `^I`), and as the
 * column of characters of a dump does: a dot for each.
 */
export function printedControls(raw: Buffer): readonly Buffer[] {
  if (raw.every(isPrintable)) return [];
  const show = (byte: number): string => {
    if (byte >= 0x80) return `M-${show(byte - 0x80)}`;
    return isPrintable(byte) ? String.fromCharCode(byte) : `^${String.fromCharCode(byte ^ 0x40)}`;
  };
  const all = Array.from(raw, show);
  const tabsKept = Array.from(raw, (byte) => (byte === 9 ? "\t" : show(byte)));
  const dots = Array.from(raw, (byte) => (isPrintable(byte) ? String.fromCharCode(byte) : "."));
  const dotted =
    raw.filter((byte) => byte > 0x20 && isPrintable(byte)).length < fewestBesideDots ? [] : [dots.join("")];
  return [...new Set([all.join(""), tabsKept.join(""), ...dotted])].map((text) => Buffer.from(text));
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function cellPattern(bytes: Buffer): SecretPattern[] {
  if (bytes.filter((byte) => byte !== 0x20).length < fewestCells) return [];
  const starts = cellStarts(bytes[0] ?? 0).map(([one, other]) => one * 256 + other);
  return [{ writing: cells, bytes, starts }];
}

function wordPattern(bytes: Buffer, numbers: readonly WrittenNumber[]): SecretPattern {
  return { writing: numbersOfDump(numbers), bytes, starts: [...new Set((numbers[0] ?? []).map(pairOf))] };
}

function pairOf(text: string): number {
  return text.charCodeAt(0) * 256 + text.charCodeAt(1);
}

/** The bytes of each word, lowest first; undefined: a neighbour's. `lead` bytes stand before the secret in its word. */
function wordsOf(raw: Buffer, width: number, lead: number): readonly (readonly (number | undefined)[])[] {
  const all = [...Array<undefined>(lead).fill(undefined), ...raw];
  return Array.from({ length: Math.ceil(all.length / width) }, (_, word) =>
    Array.from({ length: width }, (_none, byte) => all[word * width + byte]),
  );
}

/** As `hexdump`, `od -tx2`, `od -tx4` and `xxd -e` show them. What is not there at the end is left out or zero. */
function hexWords(raw: Buffer, width: number, lead: number): readonly WrittenNumber[] {
  return wordsOf(raw, width, lead).map((word) => {
    const digits = word.map((byte) => byte?.toString(16).padStart(2, "0") ?? "??").reverse();
    const shown = digits.join("");
    return word.at(-1) === undefined ? [shown, shown.replace(/^\?+/, "")] : [shown];
  });
}

/** As `od` without options shows them: six octal digits for sixteen bits. */
function octalWords(raw: Buffer, lead: number): readonly WrittenNumber[] {
  return wordsOf(raw, 2, lead).map(([low, high]) => {
    const digits = (((high ?? 0) << 8) | (low ?? 0)).toString(8).padStart(6, "0");
    // The middle digit of the second half has one bit of the upper byte and two of the lower one.
    if (low === undefined) return [`${digits.slice(0, 3)}???`];
    return [high === undefined ? `????${digits.slice(4)}` : digits];
  });
}

/** As `hexdump -d` and `od` with `-tu2` or `-td2` show them; a byte that shares its word with a neighbour is left out. */
function decimalWords(raw: Buffer): readonly (readonly WrittenNumber[])[] {
  const count = raw.length >> 1;
  if (count < 2) return [];
  const numbers = Array.from({ length: count }, (_, word) => {
    const value = raw.readUInt16LE(word * 2);
    const signed = value < 0x8000 ? [] : [String(value - 0x10000)];
    return [...new Set([String(value).padStart(5, "0"), String(value), ...signed])];
  });
  return [numbers];
}
