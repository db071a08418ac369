"use strict";
const { randomBytes } = require("crypto");
const { isTunnelled, numberFrom } = require("./environment.cjs");

/** Waits before the second try, ms; doubled for each try after it. */
const firstMs = 500;
const longestMs = 10_000;
/** An answer that asks to wait longer is not waited for, ms. */
const patienceMs = 120_000;

/** So long is waited for a server that refuses connections or answers 503, ms: it may be starting anew. */
const absenceMs = 60_000;
/** A server is at the other end of a connection that may take its time to come back, ms. */
const tunnelAbsenceMs = 3_600_000;

/** How often and how fast a client tries again; what is not given comes from the environment. */
function readLimits({ timeoutMs, retries, firstRetryMs } = {}) {
  const asked = retries === undefined ? numberFrom("CRONIUM_RETRIES", undefined, 0) : retries;
  return {
    timeoutMs: timeoutMs === undefined ? numberFrom("CRONIUM_TIMEOUT", 30, 0.001) * 1000 : timeoutMs,
    retries: asked === undefined ? 3 : Math.trunc(asked),
    // A number of tries that was asked for holds whatever fails.
    absenceMs: asked !== undefined ? 0 : isTunnelled() ? tunnelAbsenceMs : absenceMs,
    firstRetryMs: firstRetryMs === undefined ? firstMs : firstRetryMs,
  };
}

/**
 * The time to wait after so many tries have failed, ms: between a half and the whole of the first wait doubled for each
 * try after the first, and no less than the answer asks for. Undefined when there is to be no other try.
 * @param {string | undefined} retryAfter seconds, as the header has it
 * @param {boolean} isAway whether the last try failed since the server is away
 * @param {number} waitedMs what was waited so far
 */
function waitBeforeNext(limits, tries, retryAfter, isAway, waitedMs, chance = randomShare) {
  const { retries, firstRetryMs } = limits;
  if (tries > retries && !(isAway && waitedMs < limits.absenceMs)) return undefined;
  const whole = Math.min(firstRetryMs * 2 ** (tries - 1), longestMs);
  const wait = whole / 2 + (whole / 2) * chance();
  if (retryAfter === undefined || !/^\d+$/.test(retryAfter.trim())) return wait;
  const asked = Number(retryAfter) * 1000;
  return asked > patienceMs ? undefined : Math.max(wait, asked);
}

/** A number from 0 up to 1, alike in no two processes. */
function randomShare() {
  return randomBytes(4).readUInt32BE(0) / 2 ** 32;
}

/** True for answers that may be different a moment later. */
function isWorthRetrying(status) {
  return status === 429 || status >= 500;
}

module.exports = { readLimits, waitBeforeNext, isWorthRetrying };
