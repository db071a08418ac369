/** Sends what is typed, in order, one call at a time; what is typed meanwhile goes together with the next. */
export interface Typist {
  type(bytes: Uint8Array): void;
  /** Keeps what is typed from now on, for somebody who is still to come. */
  hold(): void;
  /** Sends what was kept, and goes on sending. */
  release(): void;
  /** Forgets what has not been sent: there is nobody to send it to. @returns how much that was, bytes */
  drop(): number;
}

/**
 * @param longest bytes in one call
 * @param mostHeld bytes kept while it holds; what is typed beyond is left out and told to `overflowed`
 */
export function createTypist(
  send: (bytes: Uint8Array) => Promise<unknown>,
  failed: (error: unknown) => void,
  longest: number,
  mostHeld: number,
  overflowed: () => void,
): Typist {
  let waiting: Uint8Array[] = [];
  let isSending = false;
  let isHeld = false;

  const waitingBytes = (): number => waiting.reduce((sum, { length }) => sum + length, 0);

  function takeNext(): Uint8Array {
    const pieces: Uint8Array[] = [];
    let room = longest;
    while (room > 0) {
      const [piece] = waiting;
      if (piece === undefined) break;
      pieces.push(piece.subarray(0, room));
      if (piece.length > room) waiting[0] = piece.subarray(room);
      else waiting.shift();
      room -= Math.min(room, piece.length);
    }
    const taken = new Uint8Array(longest - room);
    let at = 0;
    for (const piece of pieces) {
      taken.set(piece, at);
      at += piece.length;
    }
    return taken;
  }

  async function sendAll(): Promise<void> {
    isSending = true;
    try {
      while (waiting.length > 0 && !isHeld) await send(takeNext());
    } catch (error) {
      waiting = [];
      failed(error);
    } finally {
      isSending = false;
    }
  }

  return {
    type(bytes) {
      // Half a paste would be worse than none.
      if (isHeld && waitingBytes() + bytes.length > mostHeld) {
        overflowed();
        return;
      }
      if (bytes.length > 0) waiting.push(bytes);
      if (!isSending && !isHeld) void sendAll();
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      if (!isSending) void sendAll();
    },
    drop() {
      const dropped = waitingBytes();
      waiting = [];
      return dropped;
    },
  };
}
