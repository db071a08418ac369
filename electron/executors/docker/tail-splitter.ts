/** Divides a stream at a mark: what comes before it is the script's, what comes after it is not. */
export interface TailSplitter {
  /** `tail` is undefined until the mark has come. */
  push(bytes: Uint8Array): { readonly own: Uint8Array; readonly tail: Uint8Array | undefined };
  /** What may still become the mark: the script's own, once nothing more comes. */
  held(): Uint8Array;
}

const nothing = Buffer.alloc(0);

/** @param mark must begin with a character that it has only there, and at its end */
export function createTailSplitter(mark: string): TailSplitter {
  const markBytes = Buffer.from(mark);
  let held: Buffer = nothing;
  let isOver = false;

  /** How many of the last bytes are a beginning of the mark. */
  function beginningAtEnd(bytes: Buffer): number {
    let from = Math.max(0, bytes.length - markBytes.length + 1);
    for (;;) {
      const start = bytes.indexOf(markBytes.subarray(0, 1), from);
      if (start === -1) return 0;
      const length = bytes.length - start;
      if (bytes.compare(markBytes, 0, length, start) === 0) return length;
      from = start + 1;
    }
  }

  return {
    push(bytes) {
      if (isOver) return { own: nothing, tail: bytes };
      const fresh = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const all = held.length === 0 ? fresh : Buffer.concat([held, fresh]);
      const found = all.indexOf(markBytes);
      if (found !== -1) {
        isOver = true;
        held = nothing;
        return { own: all.subarray(0, found), tail: all.subarray(found + markBytes.length) };
      }
      const kept = beginningAtEnd(all);
      // A copy: whoever hands the bytes in may use their place again.
      held = Buffer.from(all.subarray(all.length - kept));
      return { own: all.subarray(0, all.length - kept), tail: undefined };
    },
    held: () => held,
  };
}
