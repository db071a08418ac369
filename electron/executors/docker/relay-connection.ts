import { Duplex } from "node:stream";
import { creditPortion, encodeCredit, encodeFrame, frameTypes, longestPayload, windowBytes } from "./relay-frames.ts";

interface Waiting {
  readonly bytes: Buffer;
  readonly done: (error?: Error | null) => void;
}

/**
 * The program's end of one connection that the relay has taken in. At most a window's worth of bytes is under way in
 * each direction, so one that is not read holds nobody else up.
 */
export class RelayConnection extends Duplex {
  readonly number: number;
  readonly #send: (frame: Uint8Array) => void;
  readonly #forget: () => void;
  /** What may still be sent. */
  #credit = windowBytes;
  /** What was taken, and has not been given back as credit. */
  #owed = 0;
  #isRead = true;
  #waiting: Waiting | undefined;
  #heardEnd = false;
  #isBroken = false;

  constructor(number: number, send: (frame: Uint8Array) => void, forget: () => void) {
    super({ allowHalfOpen: true, highWaterMark: longestPayload });
    this.number = number;
    this.#send = send;
    this.#forget = forget;
  }

  /** Data from the script's side. */
  receive(bytes: Buffer): void {
    if (this.#heardEnd || this.destroyed) return;
    this.#owed += bytes.length;
    if (this.#owed + this.readableLength > 2 * windowBytes) {
      this.destroy(new Error("the relay sent more than it was allowed to"));
      return;
    }
    this.#isRead = this.push(bytes);
    this.#repay();
  }

  receiveEnd(): void {
    if (this.#heardEnd) return;
    this.#heardEnd = true;
    this.push(null);
  }

  receiveCredit(bytes: number): void {
    this.#credit += bytes;
    this.#sendWaiting();
  }

  /** The other end is gone, or the way to it: nothing is sent any more. */
  break(reason: string): void {
    this.#isBroken = true;
    this.destroy(new Error(reason));
  }

  override _read(): void {
    this.#isRead = true;
    this.#repay();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#waiting = { bytes: chunk, done };
    this.#sendWaiting();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#isBroken) this.#send(encodeFrame(frameTypes.end, this.number));
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const isOver = this.#heardEnd && this.writableFinished;
    if (!this.#isBroken && !isOver) this.#send(encodeFrame(frameTypes.reset, this.number));
    this.#forget();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(error);
    done(error);
  }

  #repay(): void {
    if (!this.#isRead || this.#owed < creditPortion || this.#isBroken) return;
    this.#send(encodeCredit(this.number, this.#owed));
    this.#owed = 0;
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    let { bytes } = waiting;
    while (bytes.length > 0 && this.#credit > 0) {
      const part = bytes.subarray(0, Math.min(longestPayload, this.#credit));
      this.#credit -= part.length;
      this.#send(encodeFrame(frameTypes.data, this.number, part));
      bytes = bytes.subarray(part.length);
    }
    this.#waiting = bytes.length === 0 ? undefined : { bytes, done: waiting.done };
    if (bytes.length === 0) waiting.done();
  }
}
