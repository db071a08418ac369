import { CroniumError } from "../../shared/errors.ts";
import { isTooDeep, tooDeepWords } from "../../shared/json-depth.ts";
import { longestVariableBytes, variableKey } from "../../shared/variable.ts";

/** The longest secret, bytes of JSON: keychains take no more, and it is looked for in every line of every log. */
const longestSecretBytes = 100_000;

/** @throws CroniumError `invalid_input` for a key that none may be */
export function refuseBadKey(key: string): void {
  const { error } = variableKey.safeParse(key);
  const message = error?.issues[0]?.message;
  if (message !== undefined) throw new CroniumError("invalid_input", message, { field: "key" });
}

/** @throws CroniumError `invalid_input` for what JSON cannot hold, or too much of it */
export function toValueText(key: string, value: unknown): string {
  const text = toJson(key, value);
  refuseLonger(key, text, longestVariableBytes, "16 MB");
  return text;
}

/** @throws CroniumError `invalid_input` for too long a text */
export function refuseLongSecret(key: string, text: string): void {
  refuseLonger(key, text, longestSecretBytes, "100,000 bytes, as it is kept in the keychain and masked in logs");
}

function toJson(key: string, value: unknown): string {
  if (isTooDeep(value)) {
    throw new CroniumError("invalid_input", `The value of ${key}: ${tooDeepWords}`, { field: "value" });
  }
  // JSON writes them as null, and what is read would not be what was given.
  const notFinite = typeof value === "number" && !Number.isFinite(value);
  // The types of JSON.stringify leave out that nothing comes of undefined, functions and symbols.
  const text = notFinite ? undefined : (JSON.stringify(value) as string | undefined);
  if (text !== undefined) return text;
  throw new CroniumError("invalid_input", `The value of ${key} cannot be written as JSON`, { field: "value" });
}

function refuseLonger(key: string, text: string, mostBytes: number, words: string): void {
  // No character takes more than three bytes for each of its units.
  if (text.length * 3 <= mostBytes || Buffer.byteLength(text) <= mostBytes) return;
  throw new CroniumError("invalid_input", `The value of ${key} is longer than ${words}`, {
    remedy: "Keep large data in a file, and the file's place in the variable.",
    field: "value",
  });
}
