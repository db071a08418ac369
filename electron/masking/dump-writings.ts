import { blank, endOfDumpLine, isLineBreak, nextDumpLine, nextLineOfNumbers, passOver } from "./dump-lines.ts";
import { fewestBeforeBreak } from "./dense-writings.ts";
import { cutShort, hexDigit } from "./unit.ts";
import type { Writing } from "./writings.ts";

/** Any digit. */
const wildcard = 0x3f;

/** A number of a dump in each way in which it may be written; `?` stands for any hexadecimal digit. */
export type WrittenNumber = readonly string[];

/** The numbers that a secret makes in a dump, in their order: a pattern's bytes are of no meaning to it. */
export function numbersOfDump(numbers: readonly WrittenNumber[]): Writing {
  const forms = numbers.map((number) => number.map((form) => Buffer.from(form)));
  return (text, at) => {
    let place = readNumber(text, at, forms[0] ?? []);
    let isDump = false;
    for (let index = 1; index < forms.length; index++) {
      if (place <= 0) return place;
      const number = forms[index] ?? [];
      const next = passOver(text, place, blank);
      if (next >= text.length) return cutShort;
      const after = next > place ? readNumber(text, next, number) : 0;
      if (after !== 0) {
        place = after;
        continue;
      }
      const line = nextDumpLine(text, place) || nextLineOfNumbers(text, place);
      if (line <= 0) return line;
      isDump = true;
      place = readNumber(text, line, number);
    }
    return isDump && place > 0 ? endOfDumpLine(text, place) : place;
  };
}

function readNumber(text: Buffer, at: number, forms: readonly Buffer[]): number {
  let isCut = false;
  for (const form of forms) {
    const end = readForm(text, at, form);
    if (end > 0) return end;
    isCut ||= end === cutShort;
  }
  return isCut ? cutShort : 0;
}

function readForm(text: Buffer, at: number, form: Buffer): number {
  for (let index = 0; index < form.length; index++) {
    const byte = text[at + index];
    if (byte === undefined) return cutShort;
    if (form[index] === wildcard ? hexDigit(byte) === -1 : byte !== form[index]) return 0;
  }
  return at + form.length;
}

const controlNames =
  "nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp".split(
    " ",
  );
const cEscapes = new Map([
  [0, "\\0"],
  [7, "\\a"],
  [8, "\\b"],
  [9, "\\t"],
  [10, "\\n"],
  [11, "\\v"],
  [12, "\\f"],
  [13, "\\r"],
]);

/** How `od -a` shows a byte: by its lower seven bits. */
function named(byte: number): string {
  const code = byte & 0x7f;
  return code === 0x7f ? "del" : (controlNames[code] ?? String.fromCharCode(code));
}

/** All ways in which the programs show one byte. None for a space, which `od -c` leaves blank, but its name. */
const cellForms: readonly (readonly Buffer[])[] = Array.from({ length: 256 }, (_, byte) => {
  const asC = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : cEscapes.get(byte);
  const forms = byte === 0x20 ? ["sp"] : [asC ?? byte.toString(8).padStart(3, "0"), named(byte)];
  return [...new Set(forms)].map((form) => Buffer.from(form));
});

const blankBytes = Buffer.from(" \t");

/** The first pairs of characters with which a secret can begin as single characters. */
export function cellStarts(first: number): readonly (readonly [number, number])[] {
  return (cellForms[first] ?? []).flatMap((form): [number, number][] =>
    form.length > 1 ? [[form[0] ?? 0, form[1] ?? 0]] : [...blankBytes].map((byte) => [form[0] ?? 0, byte]),
  );
}

/**
 * One character after the other with blanks between, over lines with addresses: `od -c`, `od -a` and `hexdump -c`.
 */
export const cells: Writing = (text, at, pattern) => {
  let place = at;
  for (let index = 0; index < pattern.length; index++) {
    const byte = pattern[index] ?? 0;
    const from = place;
    if (index > 0) {
      place = passOver(text, place, blank);
      if (place >= text.length) return cutShort;
      if (isLineBreak(text[place]) && (byte !== 0x20 || pattern[index + 1] !== undefined)) {
        if (index < fewestBeforeBreak) return 0;
        place = nextLineOfNumbers(text, place);
        if (place <= 0) return place;
      } else if (place === from) return 0;
    }
    const after = readNumber(text, place, cellForms[byte] ?? []);
    if (after !== 0) {
      if (after === cutShort) return cutShort;
      place = after;
      continue;
    }
    if (byte === 0x20) {
      // Left blank: the blanks that were passed over are its cell, and stand before the next one too.
      place = index === 0 ? place : from;
      continue;
    }
    return 0;
  }
  return place;
};
