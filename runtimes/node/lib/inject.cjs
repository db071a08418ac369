"use strict";

/**
 * Gives every script of this process `cronium` without an import: `node --require` this file. The global waits for its
 * answers, so that `const x = cronium.input()` works as well as `await cronium.input()`; `cronium.promises` does not
 * wait. Nothing is loaded before it is first used.
 */
function define(properties) {
  Object.defineProperty(globalThis, "cronium", { configurable: true, enumerable: false, ...properties });
}

if (!("cronium" in globalThis)) {
  define({
    get() {
      const { Cronium, CroniumError, CroniumAPIError, CroniumTimeoutError, sync } = require("./main.cjs");
      Object.assign(sync, { Cronium, CroniumError, CroniumAPIError, CroniumTimeoutError });
      define({ value: sync, writable: true });
      return sync;
    },
    set(value) {
      define({ value, writable: true });
    },
  });
}
