"use strict";
const calls = require("./calls.cjs");
const messages = require("./messages.cjs");
const { CroniumAPIError } = require("./errors.cjs");
const { describe, isOffline, offlineInput } = require("./environment.cjs");
const { version } = require("../package.json");

/**
 * What a script can ask for, each as a generator that yields calls and is given the `data` of their answers. Whoever
 * drives them decides whether that takes waiting or promises. `options` are the client's.
 */
const operations = {
  *input(options) {
    return isOffline(options) ? offlineInput() : yield calls.readInput();
  },

  *output(_options, data) {
    yield calls.writeOutput(data);
  },

  *getVariable(options, key, fallback = null) {
    const entry = yield* operations.getVariableEntry(options, key);
    return entry === null ? fallback : entry.value;
  },

  *getVariableEntry(_options, key) {
    try {
      return yield calls.readVariable(key);
    } catch (error) {
      if (error instanceof CroniumAPIError && error.code === "variable_not_found") return null;
      throw error;
    }
  },

  *setVariable(_options, key, value, ifVersion) {
    return (yield calls.writeVariable(key, value, ifVersion)).version;
  },

  *deleteVariable(_options, key, ifVersion) {
    return (yield calls.removeVariable(key, ifVersion)).deleted;
  },

  *incrementVariable(_options, key, by) {
    return (yield calls.increaseVariable(key, by)).value;
  },

  *variableExists(options, key) {
    return (yield* operations.getVariableEntry(options, key)) !== null;
  },

  *appendVariable(options, key, text, separator = "\n") {
    for (;;) {
      const { value, version: ifVersion } = (yield* operations.getVariableEntry(options, key)) || {
        value: null,
        version: 0,
      };
      const present = value === null ? "" : (typeof value === "string" ? value : JSON.stringify(value)) + separator;
      const whole = present + String(text);
      try {
        yield calls.writeVariable(key, whole, ifVersion);
        return whole;
      } catch (error) {
        // Someone else has written meanwhile: nothing of theirs may be lost.
        if (error.code !== "version_conflict") throw error;
      }
    }
  },

  *setCondition(_options, condition) {
    yield calls.writeCondition(condition);
  },

  *getCondition() {
    return (yield calls.readCondition()).condition;
  },

  *event() {
    return calls.eventFrom(yield calls.readContext());
  },

  *log(_options, message, level, fields) {
    yield calls.writeLog(message, level, fields);
  },

  *progress(_options, fraction, message) {
    yield calls.writeProgress(fraction, message);
  },

  *executeToolAction(_options, tool, action, params) {
    return yield calls.runToolAction(tool, action, params);
  },

  *sendEmail(_options, ...given) {
    return yield calls.runToolAction("email", "send_message", messages.email(...given));
  },

  *sendSlackMessage(_options, ...given) {
    return yield calls.runToolAction("slack", "send_message", messages.slack(...given));
  },

  *sendDiscordMessage(_options, ...given) {
    return yield calls.runToolAction("discord", "send_message", messages.discord(...given));
  },

  *info(options) {
    return describe(options, version);
  },
};

/** The text that a stream of the input consists of where there is no API. */
function* offlineTexts() {
  const value = offlineInput();
  const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  if (text !== "") yield text;
}

/** The other name of an operation: `get_variable` for `getVariable`. */
function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

module.exports = { operations, offlineTexts, snakeCase, version };
