"use strict";
const { dataOf } = require("./answer.cjs");
const calls = require("./calls.cjs");
const { isOffline } = require("./environment.cjs");
const { offlineTexts, operations, snakeCase } = require("./operations.cjs");

/** The client whose every method gives a promise. Nothing is asked, and nothing needed, before the first call. */
class Cronium {
  #options;
  #opened;
  #sync;

  constructor(options = {}) {
    this.#options = options;
    // So that `const { input } = cronium` works.
    for (const name of methodNames) Object.defineProperty(this, name, { value: this[name].bind(this) });
  }

  /** The same operations without promises. */
  get sync() {
    if (this.#sync === undefined) this.#sync = new (require("./sync.cjs").SyncCronium)(this.#options, this);
    return this.#sync;
  }

  get async() {
    return this;
  }

  get promises() {
    return this;
  }

  /** Node's HTTP is not loaded for a script that never asks in this way. */
  get #transport() {
    if (this.#opened === undefined) this.#opened = new (require("./transport.cjs").Transport)(this.#options);
    return this.#opened;
  }

  /** The input as text, piece by piece and never whole in memory. */
  async *streamInput() {
    if (isOffline(this.#options)) yield* offlineTexts();
    else yield* this.#transport.texts(calls.readRawInput());
  }

  /** Makes the text that comes in pieces the output. */
  async streamOutput(chunks) {
    await this.#transport.stream(calls.writeTextOutput(), chunks);
  }

  /** Runs an operation: each call that it yields is made, and it goes on with the answer. */
  async drive(operation, given) {
    const steps = operation(this.#options, ...given);
    let step = steps.next();
    while (!step.done) {
      let answer;
      try {
        answer = dataOf(await this.#transport.text(step.value));
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      step = steps.next(answer);
    }
    return step.value;
  }
}

for (const [name, operation] of Object.entries(operations)) {
  Cronium.prototype[name] = async function (...given) {
    return this.drive(operation, given);
  };
}
const camelNames = [...Object.keys(operations), "streamInput", "streamOutput"];
for (const name of camelNames) Cronium.prototype[snakeCase(name)] = Cronium.prototype[name];
Cronium.prototype.context = Cronium.prototype.event;

/** Every name by which an operation can be called. */
const methodNames = [...new Set([...camelNames, ...camelNames.map(snakeCase), "context"])];

module.exports = { Cronium, methodNames };
