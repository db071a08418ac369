import { parseDuration } from "../../shared/duration.ts";
import { readLocalTime } from "../schedule/local-time.ts";
import { findZone } from "../schedule/zone.ts";
import { UsageError } from "./usage-error.ts";

/** Reads an instant such as 2026-12-01T08:00:00Z; without an offset it is on the clock of `timezone`. Epoch ms. */
export function readInstant(flag: string, text: string, timezone: string): number {
  try {
    return readLocalTime(text, findZone(timezone));
  } catch (error) {
    throw new UsageError(`${flag}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads `2h` as two hours ago, or an instant. Epoch milliseconds. */
export function readSince(flag: string, text: string, now: number): number {
  const ago = parseDuration(text);
  return ago === undefined ? readInstant(flag, text, "UTC") : now - ago;
}

/** Reads JSON from a flag. */
export function readJson(flag: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${flag} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One of a closed set of words, in any case. */
export function readChoice<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`${flag}: “${text}” is none of ${words.join(", ")}.`);
}
