"use strict";
const fs = require("fs");
const { join } = require("path");
const { CroniumAPIError } = require("./errors.cjs");

/**
 * What the files of a bundle say: the variables that came along, and what the calls that are noted have made of them.
 * Only lines that are new are read; whoever reads the same lines finds the same.
 */
class BundleState {
  constructor(folder, { variables = {}, withheld = {}, complete = true }, secrets) {
    this.calls = join(folder, "out/calls.jsonl");
    this.position = 0;
    this.withheld = withheld;
    this.isComplete = complete;
    this.condition = null;
    /** Each `{ value, version }`, or `{ file, version }` where the body that has the value is in a file. */
    this.variables = new Map([...Object.entries(variables), ...Object.entries(secrets)]);
    this.waitedFor = undefined;
    this.found = undefined;
  }

  /** What a call that has just been noted has come to. */
  awaited(id) {
    this.waitedFor = id;
    this.found = undefined;
    this.takeIn();
    this.waitedFor = undefined;
    if (this.found === undefined) throw new Error("what was noted cannot be found again");
    return this.found;
  }

  takeIn() {
    const news = this.readNews();
    const end = news.lastIndexOf(10) + 1;
    this.position += end;
    for (const line of news.toString("utf8", 0, end).split("\n")) {
      if (line === "") continue;
      let noted;
      try {
        noted = JSON.parse(line);
      } catch {
        continue; // Torn off by a full disk.
      }
      this.take(noted);
    }
  }

  readNews() {
    const file = fs.openSync(this.calls, "r");
    try {
      const news = Buffer.alloc(Math.max(0, fs.fstatSync(file).size - this.position));
      return news.subarray(0, fs.readSync(file, news, 0, news.length, this.position));
    } finally {
      fs.closeSync(file);
    }
  }

  take(noted) {
    if (noted.path.endsWith("/condition")) this.condition = noted.body.condition;
    if (noted.key === undefined || noted.method === "GET") return;
    let found;
    try {
      const { data, after } = this.outcome(noted);
      if (after === undefined) this.variables.delete(noted.key);
      else this.variables.set(noted.key, after);
      found = { data };
    } catch (error) {
      if (!(error instanceof CroniumAPIError)) throw error;
      found = { error };
    }
    if (noted.id === this.waitedFor) this.found = found;
  }

  /** What a call comes to as things stand: its data, and the variable after it. @throws CroniumAPIError */
  outcome({ method, path, key, ifVersion, body, bodyFile }) {
    const present = this.variables.get(key);
    const version = present === undefined ? 0 : present.version;
    if (ifVersion !== undefined && ifVersion !== version) {
      throw new CroniumAPIError(409, `The variable ${key} has version ${version}.`, "version_conflict", { version });
    }
    if (method === "DELETE") return { data: { key, deleted: present !== undefined }, after: undefined };
    const next = version + 1;
    if (path.endsWith("/increment")) {
      const value = addTo(key, present, body && body.by !== undefined ? body.by : 1);
      return { data: { key, value, version: next }, after: { value, version: next } };
    }
    const after = bodyFile === undefined ? { value: body.value, version: next } : { file: bodyFile, version: next };
    return { data: { key, version: next }, after };
  }
}

function addTo(key, present, by) {
  const value = present === undefined ? 0 : present.value;
  if (typeof value !== "number") {
    throw new CroniumAPIError(422, `${key} is no number, so nothing can be added to it`, "not_a_number");
  }
  const sum = value + by;
  if (Number.isFinite(sum)) return sum;
  throw new CroniumAPIError(422, `${key} would become larger than any number`, "not_a_number");
}

function readState(folder) {
  const given = JSON.parse(fs.readFileSync(join(folder, "in/variables.json"), "utf8"));
  return new BundleState(folder, given, JSON.parse(process.env.CRONIUM_BUNDLED_SECRETS || "{}"));
}

module.exports = { readState };
