"use strict";
const http = require("http");
const { CroniumTimeoutError } = require("./errors.cjs");

const agents = {};

/**
 * Connections are kept open between calls, and let the process end when none is under way. An agent of our own also
 * takes no proxy from the environment: the runtime API is never behind one.
 */
function agentFor({ protocol }) {
  const { Agent, request } = protocol === "https:" ? require("https") : http;
  if (agents[protocol] === undefined) agents[protocol] = new Agent({ keepAlive: true, maxSockets: 16 });
  return { agent: agents[protocol], open: request };
}

/** Calls back when nothing has moved for so long, ms. */
function createWatch(limitMs, overdue) {
  let timer;
  const stop = () => clearTimeout(timer);
  const restart = () => {
    stop();
    timer = setTimeout(overdue, limitMs);
  };
  return { restart, stop };
}

/**
 * Makes one try of a call.
 * @param {{ api: string, socketPath?: string, method: string, path: string, headers: object, timeoutMs: number }} options
 * of which a socket in the file system is asked wherever the address leads
 * @param {Buffer | AsyncIterable<Buffer> | undefined} body
 * @returns {Promise<Reply>} once the head of the answer is there
 * @throws what the connection says; CroniumTimeoutError when it stands still; what the body throws
 */
function ask({ api, socketPath, method, path, headers, timeoutMs }, body) {
  const url = new URL(api + path);
  const { agent, open } = agentFor(url);
  return new Promise((resolve, reject) => {
    const request = open(url, { method, headers, agent, ...(socketPath && { socketPath }) });
    const watch = createWatch(timeoutMs, () => {
      request.destroy(
        new CroniumTimeoutError(`The runtime API at ${api} gave no answer within ${timeoutMs / 1000} s.`),
      );
    });
    const fail = (error) => {
      watch.stop();
      request.destroy();
      reject(error);
    };
    let isAnswered = false;
    watch.restart();
    request.on("error", fail);
    request.on("response", (response) => {
      isAnswered = true;
      watch.restart();
      resolve(new Reply(response, watch));
    });
    if (body === undefined || Buffer.isBuffer(body)) request.end(body);
    else pour(body, request, watch, () => isAnswered).catch(fail);
  });
}

/** Writes a body of unknown length, as fast as it is taken; while its source is waited for, nothing is overdue. */
async function pour(body, request, watch, isAnswered) {
  await connected(request);
  watch.stop();
  for await (const piece of body) {
    // An answer before the end is a refusal.
    if (isAnswered() || request.destroyed) return;
    watch.restart();
    if (!request.write(piece)) await drained(request);
    watch.stop();
  }
  watch.restart();
  request.end();
}

/** Nothing is taken from the body's source before there is somewhere to put it. */
function connected(request) {
  return new Promise((resolve) => {
    request.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", resolve);
      else resolve();
      socket.once("close", resolve);
    });
    request.once("close", resolve);
  });
}

function drained(request) {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ["drain", "close", "response"]) request.off(event, done);
      resolve();
    };
    for (const event of ["drain", "close", "response"]) request.once(event, done);
  });
}

/** An answer whose body has yet to be read. */
class Reply {
  constructor(response, watch) {
    this.status = response.statusCode;
    this.reason = response.statusMessage;
    this.response = response;
    this.watch = watch;
  }

  header(name) {
    const value = this.response.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** @throws when the connection breaks before the end */
  async *bytes() {
    const { response, watch } = this;
    watch.restart();
    try {
      for await (const chunk of response) {
        // While the reader is busy with it, nothing is overdue.
        watch.stop();
        yield chunk;
        watch.restart();
      }
      if (!response.complete) throw Object.assign(new Error("the answer broke off"), { code: "ECONNRESET" });
    } finally {
      watch.stop();
    }
  }

  async text() {
    const chunks = [];
    for await (const chunk of this.bytes()) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  }
}

module.exports = { ask };
