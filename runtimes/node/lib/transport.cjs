"use strict";
const { randomBytes } = require("crypto");
const { StringDecoder } = require("string_decoder");
const { ask } = require("./connection.cjs");
const { bundleFolder, findAddress, isTunnelled, tell } = require("./environment.cjs");
const { CroniumAPIError, CroniumError } = require("./errors.cjs");
const { mayBeTunnel } = require("./listener.cjs");
const { RepeatableBody } = require("./repeatable-body.cjs");
const { isWorthRetrying, readLimits, waitBeforeNext } = require("./retry.cjs");
const { version } = require("../package.json");

/** Makes calls with their tries: what is tried again, under which key, and what becomes of the last failure. */
class Transport {
  constructor(options) {
    this.options = options;
  }

  /** The text of a good answer. */
  async text(call) {
    const bundle = this.bundle();
    if (bundle !== undefined) return JSON.stringify({ data: bundle.data(call) });
    const body = call.body === undefined ? undefined : Buffer.from(call.body);
    return this.tried(call, body, (reply) => reply.text());
  }

  /** Makes the call with a body that comes in pieces. Tried again as long as the body can be repeated. */
  async stream(call, chunks) {
    const bundle = this.bundle();
    if (bundle !== undefined) {
      await bundle.stream(call, new RepeatableBody(chunks));
      return;
    }
    await this.tried(call, new RepeatableBody(chunks), (reply) => reply.text());
  }

  /** The text of a good answer, piece by piece. */
  async *texts(call) {
    const bundle = this.bundle();
    if (bundle !== undefined) {
      yield* bundle.texts();
      return;
    }
    const reply = await this.tried(call, undefined, (found) => found);
    const decoder = new StringDecoder("utf8");
    try {
      for await (const bytes of reply.bytes()) {
        const text = decoder.write(bytes);
        if (text !== "") yield text;
      }
    } catch (error) {
      throw unreached(error, findAddress(this.options).api);
    }
    const rest = decoder.end();
    if (rest !== "") yield rest;
  }

  bundle() {
    const folder = bundleFolder(this.options);
    return folder === undefined ? undefined : require("./bundle.cjs").bundleIn(folder);
  }

  async tried(call, body, read) {
    const limits = readLimits(this.options);
    const { method } = call;
    const key = randomBytes(16).toString("hex");
    let waitedMs = 0;
    for (let tries = 1; ; tries += 1) {
      // Anew for each try: it may have moved.
      const { api, socketPath, executionId, token } = findAddress(this.options);
      const path = call.path.replace("{id}", encodeURIComponent(executionId));
      const headers = headersOf(call, token, body, key);
      const request = { api, socketPath, method, path, headers, timeoutMs: limits.timeoutMs };
      let failure;
      let retryAfter;
      let isAway;
      const startedAt = process.hrtime();
      try {
        // A port may be anybody's by now; what lies behind a socket is nobody else's.
        if (socketPath === undefined && isTunnelled() && !mayBeTunnel(api)) throw refused();
        const reply = await ask(request, body);
        tell(`${method} ${path} -> ${reply.status} in ${since(startedAt)} ms, try ${tries}`);
        if (reply.status < 300) return await read(reply);
        failure = await failureOf(reply);
        if (!isWorthRetrying(reply.status)) throw failure;
        retryAfter = reply.header("retry-after");
        isAway = reply.status === 503;
      } catch (error) {
        const isSourceFault = body instanceof RepeatableBody && body.fault !== undefined;
        if (isSourceFault) throw body.fault.error;
        if (error === failure || !isLinkTrouble(error)) throw error;
        if (isForbidden(error)) throw forbidden(error, socketPath);
        failure = unreached(error, api);
        isAway = error.code === "ECONNREFUSED" || isTunnelled();
        waitedMs += since(startedAt);
        tell(`${method} ${path} -> ${failure.code} after ${since(startedAt)} ms, try ${tries}`);
      }
      const waitMs = waitBeforeNext(limits, tries, retryAfter, isAway, waitedMs);
      if (waitMs === undefined || (body instanceof RepeatableBody && !body.canRepeat)) throw failure;
      tell(`waiting ${(waitMs / 1000).toFixed(1)} s`);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitedMs += waitMs;
    }
  }
}

function refused() {
  return Object.assign(new Error("the tunnel to it is lost"), { code: "ECONNREFUSED" });
}

/** Whether this user may not use the socket, which no waiting mends. */
function isForbidden({ code, syscall }) {
  return syscall === "connect" && (code === "EACCES" || code === "EPERM");
}

function forbidden(error, socketPath) {
  const way = socketPath === undefined ? "runtime API" : `runtime API's socket ${socketPath}`;
  const message = `The ${way} may not be used: permission denied. It is open to the user alone as whom Cronium started the script; call it as that user.`;
  return new CroniumError(message, "permission_denied", { cause: error });
}

function headersOf(call, token, body, key) {
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: "application/json",
    "User-Agent": `cronium-node/${version}`,
  };
  if (body !== undefined) headers["Content-Type"] = call.contentType;
  if (Buffer.isBuffer(body)) headers["Content-Length"] = body.length;
  // One key for all tries: a call whose answer was lost is answered again, not done again.
  if (call.method !== "GET") headers["Idempotency-Key"] = key;
  return headers;
}

async function failureOf(reply) {
  let answer;
  try {
    answer = JSON.parse(await reply.text());
  } catch (error) {
    if (isLinkTrouble(error)) throw error;
  }
  const { message, error, code, details } = Object(answer);
  return new CroniumAPIError(
    reply.status,
    String(message || error || reply.reason || "no reason given"),
    code || "",
    details,
  );
}

/** Errors of the system have a code in capitals, also where a connection broke off. */
function isLinkTrouble(error) {
  return error instanceof Error && (error.code === "timeout" || /^(E[A-Z]|HPE_)/.test(String(error.code)));
}

function unreached(error, api) {
  if (error instanceof CroniumError || !isLinkTrouble(error)) return error;
  const reason = error.message || error.code;
  return new CroniumError(`The runtime API at ${api} cannot be reached: ${reason}.`, "not_reachable", { cause: error });
}

function since(startedAt) {
  const [seconds, nanoseconds] = process.hrtime(startedAt);
  return Math.round(seconds * 1e3 + nanoseconds / 1e6);
}

module.exports = { Transport };
