"use strict";
const fs = require("fs");
const { join } = require("path");
const { randomBytes } = require("crypto");
const { CroniumAPIError, CroniumError } = require("./errors.cjs");
const { readState } = require("./bundle-state.cjs");

const largestBody = 16 * 1024 * 1024;
const mostNoted = 64 * 1024 * 1024;
/** Written in one piece; what is longer lies in a file of its own. */
const longestLine = 3000;
const levels = ["debug", "info", "warning", "error"];
const keyRule = /^[A-Za-z_][\w.:-]{0,254}$/;
const routeRule = /^\/executions\/\{id\}\/(\w+)(?:\/([^/?]*))?(\/increment)?(?:\?(.*))?$/;

/**
 * The runtime API as files, where a server lets no connection through: what may be asked for lies in a folder, and what
 * a script changes or tells is noted there, one call in each line of calls.jsonl. What a line has come to is decided by
 * its place among the others, so that processes need no lock.
 */
class Bundle {
  constructor(folder) {
    this.folder = folder;
    this.state = readState(folder);
  }

  /** What the API would give for a call. @throws CroniumAPIError as it would refuse it */
  data(call) {
    const [, what, key = ""] = routeRule.exec(call.path) || [];
    switch (what) {
      case undefined:
        throw new CroniumAPIError(
          501,
          "Tools cannot act for a script that reaches Cronium by files alone: this server lets no connection through.",
          "tools_not_reachable",
        );
      case "input":
        return JSON.parse(this.input() || "null");
      case "context":
        return JSON.parse(this.read("in/context.json") || "{}");
      case "variables":
        return this.onVariable(call, decodeURIComponent(key));
    }
    if (call.method === "GET") {
      this.state.takeIn();
      return { condition: this.state.condition };
    }
    refuseInvalid(what, call);
    this.note(call, {});
    return { success: true };
  }

  /** The input as text. */
  *texts() {
    const text = this.input();
    const whole = text.startsWith('"') ? JSON.parse(text) : text;
    if (whole !== "") yield whole;
  }

  /** Notes a call whose body comes in pieces. */
  async stream(call, chunks) {
    const id = newId();
    const file = this.create(`out/bodies/${id}`);
    let length = 0;
    try {
      for await (const bytes of chunks) {
        length += bytes.length;
        refuseLarge(length);
        write(file, bytes);
      }
    } finally {
      fs.closeSync(file);
    }
    this.append({ ...start(call, id), bodyFile: id });
  }

  onVariable(call, key) {
    if (!keyRule.test(key)) {
      throw new CroniumAPIError(422, `${JSON.stringify(key)} is no key of a variable.`, "invalid_key");
    }
    const { state } = this;
    state.takeIn();
    const present = state.variables.get(key);
    if (present === undefined && (call.method !== "PUT" || call.path.endsWith("/increment"))) {
      this.refuseWithheld(key);
    }
    if (call.method === "GET") {
      if (present === undefined) {
        throw new CroniumAPIError(404, `There is no variable ${key}.`, "variable_not_found");
      }
      return { key, value: this.valueOf(present), version: present.version };
    }
    const body = call.body === undefined ? undefined : JSON.parse(call.body);
    const ifVersion = conditionOf(call, body);
    // What is refused as things stand is not noted at all; somebody else may still come in between.
    state.outcome({ method: call.method, path: call.path, key, ifVersion, body });
    const id = this.note(call, ifVersion === undefined ? { key } : { key, ifVersion });
    const { error, data } = state.awaited(id);
    if (error !== undefined) throw error;
    return data;
  }

  /** What exists but did not come along: asked for, so that it comes along the next time. */
  refuseWithheld(key) {
    const { isComplete, withheld } = this.state;
    const reason = Object.hasOwnProperty.call(withheld, key) ? withheld[key] : undefined;
    if (isComplete && reason === undefined) return;
    this.append({ id: newId(), method: "GET", path: `/executions/{id}/variables/${key}`, key });
    throw new CroniumAPIError(
      403,
      `The variable ${key} did not come along (${reason || "unknown"}). ` +
        "It comes along from the next run on where that can be.",
      "variable_not_bundled",
    );
  }

  valueOf({ value, file }) {
    return file === undefined ? value : JSON.parse(this.read(`out/bodies/${file}`)).value;
  }

  note(call, more) {
    const id = newId();
    const fields = { ...start(call, id), ...more };
    if (call.body === undefined) {
      this.append(fields);
      return id;
    }
    const bytes = Buffer.from(call.body);
    refuseLarge(bytes.length);
    if (bytes.length + JSON.stringify(fields).length < longestLine) {
      this.append(fields, `,"body":${call.body}`);
      return id;
    }
    const file = this.create(`out/bodies/${id}`);
    try {
      write(file, bytes);
    } finally {
      fs.closeSync(file);
    }
    this.append({ ...fields, bodyFile: id });
    return id;
  }

  append(fields, more = "") {
    // The line break in front ends what somebody else could not write to its end.
    const line = Buffer.from(`\n${JSON.stringify(fields).slice(0, -1)}${more}}\n`);
    let written;
    try {
      const file = fs.openSync(join(this.folder, "out/calls.jsonl"), fs.constants.O_WRONLY | fs.constants.O_APPEND);
      try {
        if (fs.fstatSync(file).size > mostNoted) {
          throw new CroniumAPIError(413, "This run has made more calls than files can hold.", "too_many_calls");
        }
        written = fs.writeSync(file, line);
      } finally {
        fs.closeSync(file);
      }
    } catch (error) {
      throw error instanceof CroniumError ? error : unwritten(error);
    }
    if (written !== line.length) throw unwritten(new Error("the disk is full"));
  }

  /** As JSON, empty where there is none. A short one is in the environment, and on no disk. */
  input() {
    const long = this.read("in/input.json");
    return long === undefined ? process.env.CRONIUM_INPUT || "" : long;
  }

  read(name) {
    try {
      return fs.readFileSync(join(this.folder, name), "utf8");
    } catch (error) {
      if (error.code === "ENOENT") return undefined;
      throw error;
    }
  }

  create(name) {
    try {
      return fs.openSync(join(this.folder, name), "wx", 0o600);
    } catch (error) {
      throw unwritten(error);
    }
  }
}

function newId() {
  return randomBytes(16).toString("hex");
}

function start(call, id) {
  const fields = { id, method: call.method, path: call.path };
  return call.contentType === undefined ? fields : { ...fields, type: call.contentType };
}

function conditionOf(call, body) {
  if (call.method === "PUT") return body.ifVersion;
  const found = /\?ifVersion=(\d+)$/.exec(call.path);
  return found === null ? undefined : Number(found[1]);
}

function refuseInvalid(what, call) {
  const body = JSON.parse(call.body);
  if (what === "log" && !levels.includes(body.level)) {
    throw new CroniumAPIError(422, "level is debug, info, warning or error", "invalid_level");
  }
  if (what === "log" && body.message.length > 65_536) {
    throw new CroniumAPIError(422, "message has at most 65536 characters", "invalid_message");
  }
  if (what !== "progress") return;
  for (const [name, most] of [
    ["fraction", 1],
    ["percent", 100],
  ]) {
    const number = body[name] === undefined ? 0 : body[name];
    if (!(typeof number === "number" && number >= 0 && number <= most)) {
      throw new CroniumAPIError(422, `${name} is a number from 0 to ${most}`, `invalid_${name}`);
    }
  }
}

function refuseLarge(length) {
  if (length > largestBody) throw new CroniumAPIError(413, "The body is larger than is taken.", "body_too_large");
}

function write(file, bytes) {
  try {
    fs.writeFileSync(file, bytes);
  } catch (error) {
    throw unwritten(error);
  }
}

function unwritten(error) {
  return new CroniumError(`The call could not be noted: ${error.message}.`, "not_reachable", { cause: error });
}

/** The bundle of a folder, one for each thread. */
const opened = new Map();
function bundleIn(folder) {
  if (!opened.has(folder)) opened.set(folder, new Bundle(folder));
  return opened.get(folder);
}

module.exports = { bundleIn };
