/** Sends what is typed, in order, one call at a time; what is typed meanwhile goes together with the next. */
export interface Typist {
  type(bytes: Uint8Array): void;
  /** Forgets what has not been sent: there is nobody to send it to. */
  drop(): void;
}

/** @param longest bytes in one call */
export function createTypist(
  send: (bytes: Uint8Array) => Promise<unknown>,
  failed: (error: unknown) => void,
  longest: number,
): Typist {
  let waiting: Uint8Array[] = [];
  let isSending = false;

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
      while (waiting.length > 0) await send(takeNext());
    } catch (error) {
      waiting = [];
      failed(error);
    } finally {
      isSending = false;
    }
  }

  return {
    type(bytes) {
      if (bytes.length > 0) waiting.push(bytes);
      if (!isSending) void sendAll();
    },
    drop() {
      waiting = [];
    },
  };
}
