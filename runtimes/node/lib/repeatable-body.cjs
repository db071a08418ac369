"use strict";
const { CroniumError } = require("./errors.cjs");

const pieceBytes = 64 * 1024;
const keptBytes = 1024 * 1024;

/**
 * Text or bytes on their way out, in pieces of about 64 KB. What has been taken from the source is kept up to 1 MB, so
 * that it can be sent again; what is longer cannot.
 */
class RepeatableBody {
  constructor(chunks) {
    const isOne = typeof chunks === "string" || chunks instanceof Uint8Array;
    const source = isOne ? [chunks] : chunks;
    const begin = source && (source[Symbol.asyncIterator] || source[Symbol.iterator]);
    if (!begin) throw new CroniumError("A stream is text, bytes, or something to iterate over.", "invalid_value");
    this.open = () => begin.call(source);
    this.iterator = undefined;
    this.pulling = undefined;
    this.kept = [];
    this.length = 0;
    this.isWhole = false;
    this.canRepeat = true;
    /** What the source itself has thrown. */
    this.fault = undefined;
  }

  /** One reader at a time; what an earlier one has asked the source for goes to the next. */
  [Symbol.asyncIterator]() {
    return inPieces(this.chunks());
  }

  async *chunks() {
    let position = 0;
    for (;;) {
      while (position === this.kept.length) {
        if (this.isWhole) return;
        if (this.pulling === undefined) this.pulling = this.pull();
        await this.pulling;
      }
      if (this.canRepeat) yield this.kept[position++];
      else {
        yield* this.kept.splice(0).slice(position);
        position = 0;
      }
    }
  }

  async pull() {
    try {
      if (this.iterator === undefined) this.iterator = this.open();
      const { done, value } = await this.iterator.next();
      if (done) {
        this.isWhole = true;
        return;
      }
      const bytes = bytesOf(await value);
      this.kept.push(bytes);
      this.length += bytes.length;
      if (this.length > keptBytes) this.canRepeat = false;
    } catch (error) {
      this.fault = { error };
      throw error;
    } finally {
      this.pulling = undefined;
    }
  }
}

async function* inPieces(chunks) {
  let waiting = [];
  let length = 0;
  for await (const bytes of chunks) {
    waiting.push(bytes);
    length += bytes.length;
    if (length >= pieceBytes) {
      yield Buffer.concat(waiting);
      waiting = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}

function bytesOf(chunk) {
  if (typeof chunk === "string") return Buffer.from(chunk);
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new CroniumError(`A chunk is text or UTF-8 bytes, not ${typeof chunk}.`, "invalid_value");
}

module.exports = { RepeatableBody };
