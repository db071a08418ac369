"use strict";
const { CroniumError } = require("./errors.cjs");

/**
 * Where the runtime API is and who is asking: what was given, the rest from the environment, which is read anew for each
 * call since a script may set it late.
 * @returns {{ api: string, executionId: string, token: string, socketPath?: string }} the address without a trailing
 * slash, and the socket in the file system by which alone it is asked, where there is one
 * @throws CroniumError `no_runtime_api`, naming what is missing
 */
function findAddress({ api, executionId, token } = {}) {
  const place = moved(api || process.env.CRONIUM_RUNTIME_API);
  const found = {
    CRONIUM_RUNTIME_API: place.api,
    CRONIUM_EXECUTION_ID: executionId || process.env.CRONIUM_EXECUTION_ID,
    CRONIUM_EXECUTION_TOKEN: token || process.env.CRONIUM_EXECUTION_TOKEN,
  };
  const missing = Object.keys(found).filter((name) => !found[name]);
  if (missing.length > 0) {
    const names = `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set`;
    throw new CroniumError(
      `There is no runtime API to ask: ${names}. Run this script as an event of Cronium, which sets them.`,
      "no_runtime_api",
    );
  }
  return {
    api: found.CRONIUM_RUNTIME_API.replace(/\/+$/, ""),
    executionId: found.CRONIUM_EXECUTION_ID,
    token: found.CRONIUM_EXECUTION_TOKEN,
    socketPath: place.socketPath,
  };
}

/** The folder that stands for the API where there is none, or undefined. */
function bundleFolder({ api } = {}) {
  return api || process.env.CRONIUM_RUNTIME_API ? undefined : process.env.CRONIUM_RUNTIME_DIRECTORY || undefined;
}

/** Whether the API is behind a connection that may be lost for a while, and come back at another address. */
function isTunnelled() {
  return Boolean(process.env.CRONIUM_RUNTIME_ADDRESS_FILE);
}

/**
 * Where the API is now, and its socket. The file names the address this script was started with, the present one, and the
 * socket, or "-" where there is none. What the file does not deny stands: a script that was started with a socket asks
 * at no port because a file cannot be read.
 */
function moved(api) {
  const started = process.env.CRONIUM_RUNTIME_SOCKET || undefined;
  const [former, present, socketPath] = readAddressFile();
  if (!present) return { api, socketPath: api === process.env.CRONIUM_RUNTIME_API ? started : undefined };
  if (!api || api.replace(/\/+$/, "") !== former.replace(/\/+$/, "")) return { api };
  if (socketPath === undefined) return { api: present, socketPath: started };
  return { api: present, socketPath: socketPath === "-" ? undefined : socketPath };
}

function readAddressFile() {
  const file = process.env.CRONIUM_RUNTIME_ADDRESS_FILE;
  try {
    return file ? require("fs").readFileSync(file, "utf8").trim().split(" ") : [];
  } catch {
    return [];
  }
}

/** Whether there is no API to ask, but the input is in the environment. */
function isOffline({ api } = {}) {
  const hasApi = api || process.env.CRONIUM_RUNTIME_API || bundleFolder();
  return !hasApi && process.env.CRONIUM_INPUT !== undefined;
}

/** @throws CroniumError `invalid_answer` */
function offlineInput() {
  try {
    return JSON.parse(process.env.CRONIUM_INPUT);
  } catch {
    throw new CroniumError("CRONIUM_INPUT holds no JSON.", "invalid_answer");
  }
}

/** A number of the environment, or the usual one where it is absent, no number, or below the least. */
function numberFrom(name, usual, least) {
  const text = process.env[name];
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return value >= least && value < Infinity ? value : usual;
}

/** What is done, on stderr, where CRONIUM_DEBUG asks for it: never tokens, never values. Works while a thread waits. */
function tell(message) {
  if (process.env.CRONIUM_DEBUG === "1") require("fs").writeSync(2, `cronium: ${message}\n`);
}

/** What is known without asking. */
function describe({ api, executionId, token } = {}, version) {
  const known = (name) => process.env[name] || null;
  return {
    version,
    language: "node",
    executionId: executionId || known("CRONIUM_EXECUTION_ID"),
    jobId: known("CRONIUM_JOB_ID"),
    eventId: known("CRONIUM_EVENT_ID"),
    jobType: known("CRONIUM_JOB_TYPE"),
    mode: known("CRONIUM_EXECUTION_MODE"),
    api: api || known("CRONIUM_RUNTIME_API"),
    hasToken: Boolean(token || process.env.CRONIUM_EXECUTION_TOKEN),
  };
}

module.exports = { bundleFolder, findAddress, isTunnelled, isOffline, offlineInput, numberFrom, tell, describe };
