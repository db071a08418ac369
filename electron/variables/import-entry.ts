import { CroniumError } from "../../shared/errors.ts";
import { variableDescription, variableKey } from "../../shared/variable.ts";

/** One variable as a file gives it. */
export interface ImportEntry {
  readonly key: string;
  /** JSON; undefined where the file has no value of a secret. */
  readonly text: string | undefined;
  readonly description?: string | undefined;
  /** The file says that it is one. Without a word of it a variable stays what it is. */
  readonly secret?: true | undefined;
}

/** @param where such as `line 3` @throws CroniumError `invalid_input` for a key or a description that none may be */
export function checkEntry(entry: ImportEntry, where: string): ImportEntry {
  const key = variableKey.safeParse(entry.key);
  if (!key.success) throw importError(where, `“${entry.key.slice(0, 80)}”: ${key.error.issues[0]?.message ?? ""}`);
  const description = variableDescription.optional().safeParse(entry.description);
  if (!description.success) throw importError(where, description.error.issues[0]?.message ?? "");
  return entry;
}

export function importError(where: string, message: string): CroniumError {
  return new CroniumError("invalid_input", where === "" ? message : `${where}: ${message}`, {
    remedy: "Correct the file; nothing was changed.",
    field: "text",
  });
}

/** A value that stands without quotes: JSON if that is wished and it is, else a text. @returns JSON */
export function plainText(value: string, typed: boolean): string {
  if (typed) {
    try {
      return JSON.stringify(JSON.parse(value));
    } catch {
      // A text, then.
    }
  }
  return JSON.stringify(value);
}
