const escape = 0x1b;
const openBracket = 0x5b;
/** A control sequence that is longer than this is none: it is not waited for. */
const longestSequence = 64;

/** The start of a control sequence that the bytes end within; their length when they end in none. */
function sequenceStart(bytes: Uint8Array): number {
  const at = bytes.lastIndexOf(escape);
  if (at === -1 || bytes.length - at > longestSequence) return bytes.length;
  if (at === bytes.length - 1) return at;
  if (bytes[at + 1] !== openBracket) return bytes.length;
  // Parameters and intermediates are 20 to 3F; anything else ends the sequence (ECMA-48, 5.4).
  return bytes.subarray(at + 2).every((byte) => byte >= 0x20 && byte <= 0x3f) ? at : bytes.length;
}

/** The start of a UTF-8 character that the bytes end within; their length when they end in none (RFC 3629). */
function characterStart(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80 || byte >= 0xf8) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return bytes.length - at < needed ? at : bytes.length;
  }
  return bytes.length;
}

/** How many of the bytes can be shown before the next ones are known, without cutting a character or a sequence. */
export function completeLength(bytes: Uint8Array): number {
  return Math.min(sequenceStart(bytes), characterStart(bytes));
}
