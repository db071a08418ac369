/** Docker's output framing, written by hand for tests. */
export function frame(stream: "stdout" | "stderr", bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream === "stdout" ? 1 : 2;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** The same bytes in chunks that end at the given places; places outside are ignored. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places.filter((place) => place > 0 && place < bytes.length)), bytes.length];
  let from = 0;
  return ends
    .sort((left, right) => left - right)
    .map((end) => {
      const chunk = bytes.subarray(from, end);
      from = end;
      return chunk;
    });
}
