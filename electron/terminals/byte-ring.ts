/** The latest bytes of an endless stream, each known by its offset in the stream. */
export interface ByteRing {
  /** Offset of the oldest byte that is kept. */
  readonly start: number;
  /** How many bytes there have been in all. */
  readonly end: number;
  append(bytes: Uint8Array): void;
  /**
   * A copy of what is kept from `offset` on, at most `limit` bytes. What is asked for and no longer kept is passed
   * over, up to the next line, so that nobody begins in the middle of a character or of an escape sequence.
   * @returns where the bytes begin; beyond `offset` when some were passed over
   */
  read(offset: number, limit: number): { readonly from: number; readonly bytes: Buffer };
}

const lineFeed = 0x0a;
/** The next line is looked for within so many bytes: what draws pictures may never end one. */
const longestLineBytes = 4_096;

/** @param capacity how many bytes are kept */
export function createByteRing(capacity: number): ByteRing {
  const memory = Buffer.alloc(capacity);
  let end = 0;
  const startOf = (): number => Math.max(0, end - capacity);

  function copy(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    const first = Math.min(to - from, capacity - (from % capacity));
    memory.copy(bytes, 0, from % capacity, (from % capacity) + first);
    memory.copy(bytes, first, 0, to - from - first);
    return bytes;
  }

  function lineAfter(offset: number): number {
    const looked = copy(offset, Math.min(end, offset + longestLineBytes));
    const found = looked.indexOf(lineFeed);
    return found < 0 ? offset : offset + found + 1;
  }

  return {
    get start() {
      return startOf();
    },
    get end() {
      return end;
    },
    append(bytes) {
      const kept = bytes.subarray(Math.max(0, bytes.length - capacity));
      const at = (end + bytes.length - kept.length) % capacity;
      const first = Math.min(kept.length, capacity - at);
      memory.set(kept.subarray(0, first), at);
      memory.set(kept.subarray(first), 0);
      end += bytes.length;
    },
    read(offset, limit) {
      const start = startOf();
      const from = offset < start ? lineAfter(start) : Math.min(offset, end);
      return { from, bytes: copy(from, Math.min(end, from + limit)) };
    },
  };
}
