"use strict";
const { CroniumAPIError, CroniumError } = require("./errors.cjs");

/**
 * Each operation as the call it makes: method, path (`{id}` is the execution's), body, content type. Nothing here
 * touches the network.
 */

const json = "application/json";

function call(method, path, body) {
  return body === undefined ? { method, path } : { method, path, body: jsonOf(body), contentType: json };
}

/**
 * The JSON of a value. What is undefined inside of it is left out, or null in a list, as JSON.stringify has it.
 * @throws CroniumError `invalid_value` for what JSON cannot say
 */
function jsonOf(value) {
  if (value === undefined) {
    throw new CroniumError("This cannot be sent as JSON: the value is undefined. Send null for none.", "invalid_value");
  }
  let text;
  try {
    text = JSON.stringify(value, refuseNumbers);
  } catch (error) {
    if (error instanceof CroniumError) throw error;
    throw new CroniumError(`This cannot be sent as JSON: ${error.message}`, "invalid_value", { cause: error });
  }
  if (text === undefined) throw new CroniumError(`A ${typeof value} cannot be sent as JSON.`, "invalid_value");
  return text;
}

/** JSON has null in place of some numbers and nothing for others: told, rather than another value sent. */
function refuseNumbers(name, value) {
  const place = name === "" ? "the value" : JSON.stringify(name);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new CroniumError(
      `This cannot be sent as JSON: ${place} is ${value}, and JSON has no such number. Send null or text.`,
      "invalid_value",
    );
  }
  if (typeof value === "bigint") {
    throw new CroniumError(
      `This cannot be sent as JSON: ${place} is a bigint. Send text, as in String(value), or Number(value).`,
      "invalid_value",
    );
  }
  return value;
}

function variable(key) {
  // An empty or dotted key would be another path before the server could refuse it.
  if (typeof key !== "string" || /^[.\s]*$/.test(key)) {
    throw new CroniumAPIError(422, `${JSON.stringify(key)} is no key of a variable.`, "invalid_key");
  }
  return `/executions/{id}/variables/${encodeURIComponent(key)}`;
}

/** @param {number | { ifVersion?: number, if_version?: number } | undefined} choice */
function versionOf(choice) {
  if (typeof choice !== "object" || choice === null) return choice === null ? undefined : choice;
  return choice.ifVersion === undefined ? choice.if_version : choice.ifVersion;
}

const readInput = () => call("GET", "/executions/{id}/input");
const readRawInput = () => call("GET", "/executions/{id}/input?raw=1");
const writeOutput = (data) => ({
  method: "POST",
  path: "/executions/{id}/output",
  body: `{"data":${jsonOf(data)}}`,
  contentType: json,
});
const writeTextOutput = () => ({
  method: "POST",
  path: "/executions/{id}/output",
  contentType: "text/plain; charset=utf-8",
});
const readVariable = (key) => call("GET", variable(key));

function writeVariable(key, value, choice) {
  const ifVersion = versionOf(choice);
  const condition = ifVersion === undefined ? "" : `,"ifVersion":${jsonOf(ifVersion)}`;
  return { method: "PUT", path: variable(key), body: `{"value":${jsonOf(value)}${condition}}`, contentType: json };
}

function removeVariable(key, choice) {
  const ifVersion = versionOf(choice);
  return call("DELETE", ifVersion === undefined ? variable(key) : `${variable(key)}?ifVersion=${ifVersion}`);
}

const increaseVariable = (key, by = 1) => call("POST", `${variable(key)}/increment`, { by });

function writeCondition(condition) {
  if (typeof condition !== "boolean") {
    const found = condition === undefined || condition === null ? String(condition) : `a ${typeof condition}`;
    throw new CroniumError(
      `A condition is true or false, not ${found}. Use Boolean(…) for whether a value counts as true.`,
      "invalid_value",
    );
  }
  return call("POST", "/executions/{id}/condition", { condition });
}

const readCondition = () => call("GET", "/executions/{id}/condition");
const readContext = () => call("GET", "/executions/{id}/context");

/** `log(text)`, `log(text, "warning", fields)`, `log(text, { level, fields })` */
function writeLog(message, level, fields) {
  const given = typeof level === "object" && level !== null ? level : { level, fields };
  if (message === undefined || message === null) {
    throw new CroniumError(`log() takes a message; this is ${message}.`, "invalid_value");
  }
  const body = { level: given.level || "info", message: String(message) };
  if (given.fields) body.fields = given.fields;
  return call("POST", "/executions/{id}/log", body);
}

/** `progress(0.5, text)`, `progress({ fraction | percent, message })` */
function writeProgress(fraction, message) {
  const given = typeof fraction === "object" && fraction !== null ? fraction : { fraction, message };
  if ((given.fraction === undefined) === (given.percent === undefined)) {
    throw new CroniumError("progress() takes a fraction from 0 to 1, or { percent }, one of them.", "invalid_value");
  }
  const body = given.percent === undefined ? { fraction: given.fraction } : { percent: given.percent };
  if (given.message !== undefined && given.message !== null) body.message = String(given.message);
  return call("POST", "/executions/{id}/progress", body);
}

const runToolAction = (tool, action, params) =>
  call("POST", "/tool-actions/execute", { tool, action, params: params === undefined ? {} : params });

const eventFields = ["id", "name", "type", "runLocation", "successCount", "failureCount", "server"];
const contextFields = ["userId", "executionId", "jobId", "attempt", "startTime"];

/** What event() gives, from what the context call answered. */
function eventFrom(context) {
  const pick = (from, names) => names.map((name) => [name, from[name] === undefined ? null : from[name]]);
  return Object.fromEntries([...pick(context.event || {}, eventFields), ...pick(context, contextFields)]);
}

module.exports = {
  readInput,
  readRawInput,
  writeOutput,
  writeTextOutput,
  readVariable,
  writeVariable,
  removeVariable,
  increaseVariable,
  writeCondition,
  readCondition,
  readContext,
  writeLog,
  writeProgress,
  runToolAction,
  eventFrom,
};
