"use strict";

/** The base of everything this library throws. `code` is a short word that a program can compare. */
class CroniumError extends Error {
  constructor(message, code = "cronium_error", options = {}) {
    super(message);
    this.name = "CroniumError";
    this.code = code;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}

/** The runtime API refused a call. */
class CroniumAPIError extends CroniumError {
  constructor(statusCode, message, code = "", details = undefined) {
    super(`API Error (${statusCode}): ${message}`, code);
    this.name = "CroniumAPIError";
    this.statusCode = statusCode;
    this.details = details;
  }

  get status_code() {
    return this.statusCode;
  }
}

/** No answer in time, on any of the tries. */
class CroniumTimeoutError extends CroniumError {
  constructor(message, code = "timeout") {
    super(message, code);
    this.name = "CroniumTimeoutError";
  }
}

/** What of an error passes between threads. */
function flattenError(error) {
  const { name, message, code, statusCode, details } = error;
  return { name, message, code, statusCode, details };
}

/** The error again, thrown where it is of use: its stack is the caller's. */
function restoreError({ name, message, code, statusCode, details }) {
  if (name === "CroniumAPIError") {
    const error = new CroniumAPIError(statusCode, "", code, details);
    error.message = message;
    return error;
  }
  if (name === "CroniumTimeoutError") return new CroniumTimeoutError(message, code);
  return new CroniumError(message, code);
}

module.exports = { CroniumError, CroniumAPIError, CroniumTimeoutError, flattenError, restoreError };
