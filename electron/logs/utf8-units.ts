/**
 * How UTF-8 and the text a decoder makes of it correspond, invalid bytes included: each longest beginning of a
 * character that breaks off becomes one U+FFFD, as the Encoding Standard says.
 */

/** How many bytes the character, or what becomes one U+FFFD, takes from here. */
function characterBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2 || first > 0xf4) return 1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    const lowest = index > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const highest = index > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < lowest || byte > highest) return index;
  }
  return length;
}

/** UTF-16 units of the text that the bytes in [from, to) decode to. */
export function unitsBetween(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to;) {
    const length = Math.min(characterBytes(bytes, at), to - at);
    units += length === 4 ? 2 : 1;
    at += length;
  }
  return units;
}

/** The byte at which the text's unit number `unit` begins, when decoding begins at `from`; at most `to`. */
export function byteOfUnit(bytes: Uint8Array, from: number, to: number, unit: number): number {
  let units = 0;
  let at = from;
  while (at < to && units < unit) {
    const length = Math.min(characterBytes(bytes, at), to - at);
    units += length === 4 ? 2 : 1;
    at += length;
  }
  return at;
}

/** The largest place in [from, to] where no character is cut, at most three bytes before `to`. */
export function characterBoundary(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - 1; at >= Math.max(from, to - 3); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return to;
    if (byte >= 0xc0) return byte < 0xe0 ? (to - at >= 2 ? to : at) : byte < 0xf0 ? (to - at >= 3 ? to : at) : at;
  }
  return to;
}
