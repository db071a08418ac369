/** The text ends before it is known what stands there. */
export const cutShort = -1;

/** One written unit: the byte or code point that it stands for, and where the next one begins. */
export interface Unit {
  readonly value: number;
  readonly next: number;
}

/**
 * Reads the unit at a place within the text. Where a writing is ambiguous the reading that gives `expected`, a byte,
 * wins.
 */
export type UnitReader = (text: Buffer, at: number, expected: number) => Unit | typeof cutShort;

/** The value of a hexadecimal digit; -1 for any other byte. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/**
 * The number that exactly `count` hexadecimal digits from `at` on make; undefined when these are not digits, or
 * `cutShort`.
 */
export function hexNumber(text: Buffer, at: number, count: number): number | undefined {
  let number = 0;
  for (let index = 0; index < count; index++) {
    if (at + index >= text.length) return cutShort;
    const digit = hexDigit(text[at + index]);
    if (digit === -1) return undefined;
    number = number * 16 + digit;
  }
  return number;
}
