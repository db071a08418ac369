"use strict";
const { MessageChannel, SHARE_ENV, Worker, receiveMessageOnPort } = require("worker_threads");
const { join } = require("path");
const { dataOf } = require("./answer.cjs");
const calls = require("./calls.cjs");
const { isOffline } = require("./environment.cjs");
const { CroniumError, restoreError } = require("./errors.cjs");
const { offlineTexts, operations, snakeCase } = require("./operations.cjs");

const startLimitMs = 30_000;

/**
 * The client whose methods wait. A thread, started when it is first needed, makes the calls; this one sleeps until the
 * thread has the answer. It never keeps the process from ending.
 */
class SyncCronium {
  #options;
  #promises;
  #thread;

  constructor(options, promises) {
    this.#options = options;
    this.#promises = promises;
    for (const name of methodNames) Object.defineProperty(this, name, { value: this[name].bind(this) });
  }

  get sync() {
    return this;
  }

  /** The same operations as promises. */
  get async() {
    return this.#promises;
  }

  get promises() {
    return this.#promises;
  }

  /** To be gone through with `for` as well as with `for await`. */
  streamInput() {
    const texts = () => (isOffline(this.#options) ? offlineTexts() : this.#texts());
    return { [Symbol.iterator]: texts, [Symbol.asyncIterator]: () => this.#promises.streamInput() };
  }

  *#texts() {
    const stream = this.#ask({ kind: "open", call: calls.readRawInput() });
    try {
      for (;;) {
        const text = this.#ask({ kind: "read", stream });
        if (text === null) return;
        yield text;
      }
    } finally {
      this.#ask({ kind: "drop", stream });
    }
  }

  /** Gives a promise where the pieces come as promises do, such as from a Readable. */
  streamOutput(chunks) {
    const isOne = typeof chunks === "string" || chunks instanceof Uint8Array;
    if (!isOne && chunks && chunks[Symbol.asyncIterator]) return this.#promises.streamOutput(chunks);
    const stream = this.#ask({ kind: "begin", call: calls.writeTextOutput() });
    try {
      for (const chunk of isOne ? [chunks] : chunks) this.#ask({ kind: "write", stream, chunk });
    } catch (error) {
      this.#ask({ kind: "drop", stream });
      throw error;
    }
    return this.#ask({ kind: "end", stream });
  }

  drive(operation, given) {
    const steps = operation(this.#options, ...given);
    let step = steps.next();
    while (!step.done) {
      let answer;
      try {
        answer = dataOf(this.#ask({ kind: "text", call: step.value }));
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      step = steps.next(answer);
    }
    return step.value;
  }

  #ask(message) {
    if (this.#thread === undefined) this.#thread = startThread(this.#options);
    const { value, error } = this.#thread.ask(message);
    if (error !== undefined) throw restoreError(error);
    return value;
  }
}

for (const [name, operation] of Object.entries(operations)) {
  SyncCronium.prototype[name] = function (...given) {
    return this.drive(operation, given);
  };
}
const camelNames = [...Object.keys(operations), "streamInput", "streamOutput"];
for (const name of camelNames) SyncCronium.prototype[snakeCase(name)] = SyncCronium.prototype[name];
SyncCronium.prototype.context = SyncCronium.prototype.event;
const methodNames = [...new Set([...camelNames, ...camelNames.map(snakeCase), "context"])];

/**
 * The thread counts its messages in memory that both share. It posts a message before it counts it: who has seen the
 * count can take the message, though no event of this thread can arrive while it sleeps.
 */
function startThread(options) {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const { port1: here, port2: there } = new MessageChannel();
  const worker = new Worker(join(__dirname, "sync-worker.cjs"), {
    workerData: { counter, port: there, options },
    transferList: [there],
    // A script may set its environment late; what it was started with is its own affair.
    env: SHARE_ENV,
    execArgv: [],
  });
  worker.unref();
  let seen = 0;
  const next = (limitMs) => {
    if (Atomics.wait(counter, 0, seen, limitMs) === "timed-out") {
      throw new CroniumError("The thread that makes calls does not start.", "no_thread");
    }
    seen += 1;
    return receiveMessageOnPort(here).message;
  };
  next(startLimitMs);
  return {
    ask(message) {
      here.postMessage(message);
      return next(Infinity);
    },
  };
}

module.exports = { SyncCronium };
