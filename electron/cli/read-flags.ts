import { parseDuration } from "../../shared/duration.ts";
import { CroniumError } from "../../shared/errors.ts";
import { isTooDeep, tooDeepWords } from "../../shared/json-depth.ts";
import { readLocalTime } from "../schedule/local-time.ts";
import { findZone } from "../schedule/zone.ts";
import { UsageError } from "./usage-error.ts";

/** Reads an instant such as 2026-12-01T08:00:00Z; without an offset it is on the clock of `timezone`. Epoch ms. */
export function readInstant(flag: string, text: string, timezone: string): number {
  try {
    return readLocalTime(text, findZone(timezone));
  } catch (error) {
    throw instantError(flag, timezone, error);
  }
}

function instantError(flag: string, timezone: string, error: unknown, otherwise = ""): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const isAboutZone = error instanceof CroniumError && error.field === "timezone";
  const remedy = ` Write it as 2026-12-01T08:00:00Z, or without the Z on the clock of ${timezone}${otherwise}.`;
  return new UsageError(`${flag}: ${message}${isAboutZone ? "" : remedy}`);
}

/** Reads `2h` as two hours ago, or an instant. Epoch milliseconds. */
export function readSince(flag: string, text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  try {
    return readLocalTime(text, findZone("UTC"));
  } catch (error) {
    throw instantError(flag, "UTC", error, ", or how long ago it was: 2h");
  }
}

/** Reads JSON from a flag. @throws UsageError for what is none, CroniumError `invalid_input` for what is too deep */
export function readJson(flag: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${flag} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isTooDeep(value)) throw new CroniumError("invalid_input", `${flag}: ${tooDeepWords}`);
  return value;
}

/** One of a closed set of words, in any case. */
export function readChoice<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`${flag}: “${text}” is none of ${words.join(", ")}.`);
}

/** @throws UsageError unless it is a whole number from 1 */
export function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new UsageError(`${name}: “${text}” is not a number from 1.`);
  return number;
}
