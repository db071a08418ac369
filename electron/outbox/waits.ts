import type { MessageKind } from "../../shared/words.ts";
import { retryDelay } from "../queue/back-off.ts";

/** Ten seconds, then four times as long each time, up to an hour: eight attempts within about three hours. */
const rule = { delayMs: 10_000, factor: 4 };

/** However long an address asks to be left alone, it is called again within a day, milliseconds. */
export const longestWaitMs = 86_400_000;

/** How often a call or a follow-up is tried, and how often a notice on the desktop. */
export const callAttempts = 8;
export const noticeAttempts = 3;

/** How often a message is tried before it waits for a person, and again each time that a person has it delivered. */
export function attemptsOf(kind: MessageKind): number {
  return kind === "notify" ? noticeAttempts : callAttempts;
}

/**
 * How long to wait after an attempt that failed.
 * @param attempt the one that failed, from 1
 * @param askedForMs how long the address asked to be left alone, milliseconds
 * @param fraction a random number in [0, 1)
 * @returns milliseconds
 */
export function waitAfter(attempt: number, askedForMs: number | undefined, fraction: number): number {
  return Math.min(Math.max(retryDelay(rule, attempt, fraction), askedForMs ?? 0), longestWaitMs);
}

/**
 * Reads how long an address asks to be left alone: seconds or a date, RFC 9110 section 10.2.3.
 * @param now epoch milliseconds
 * @returns milliseconds; undefined when it does not say so in a way that can be read
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
