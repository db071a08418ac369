import type { VariableFormat, VariableImportLine } from "../../shared/variable.ts";
import type { VariableRow } from "../store/runtime-tables.ts";
import { readCsvImport } from "./import-csv.ts";
import { importError, type ImportEntry } from "./import-entry.ts";
import { readEnvImport } from "./import-env.ts";
import { readJsonImport } from "./import-json.ts";
import { refuseLongSecret, toValueText } from "./value-text.ts";
import type { VariableChange } from "./variable-book.ts";

/** Characters of a value that are shown of it. */
const longestShown = 120;

export interface PlannedImport {
  readonly line: VariableImportLine;
  /** Undefined when there is nothing to change. */
  readonly change: VariableChange | undefined;
}

/**
 * What a file would change. What it does not name stays as it is, and so does whether a variable is a secret unless the
 * file says that it is one.
 * @throws CroniumError `invalid_input` with the line
 */
export function planImport(
  text: string,
  format: VariableFormat,
  typed: boolean,
  rows: readonly VariableRow[],
): readonly PlannedImport[] {
  const entries = readEntries(text, format, typed);
  const known = new Map(rows.map((row) => [row.key, row]));
  const seen = new Set<string>();
  return entries.map((entry) => {
    if (seen.has(entry.key)) throw importError(entry.key, "it is in the file twice");
    seen.add(entry.key);
    return planEntry(entry, known.get(entry.key));
  });
}

function readEntries(text: string, format: VariableFormat, typed: boolean): readonly ImportEntry[] {
  switch (format) {
    case "json":
      return readJsonImport(text);
    case "env":
      return readEnvImport(text, typed);
    case "csv":
      return readCsvImport(text, typed);
  }
}

function planEntry(entry: ImportEntry, row: VariableRow | undefined): PlannedImport {
  const { key, text, description } = entry;
  const wasSecret = row !== undefined && row.secret_reference !== null;
  const isSecret = entry.secret === true || wasSecret;
  const from = row === undefined || wasSecret ? undefined : shown(row.value);
  const to = isSecret || text === undefined ? undefined : shown(text);
  if (text === undefined) return { line: { key, change: "kept", from, to }, change: undefined };
  const sameWords = description === undefined || description === row?.description;
  // Whether a secret stays the same is not told: whoever can import could find it out by trying.
  const isSame = row !== undefined && !isSecret && row.value === text && sameWords;
  if (isSame) return { line: { key, change: "unchanged", from, to }, change: undefined };
  const value: unknown = JSON.parse(text);
  const whole = toValueText(key, value);
  if (isSecret) refuseLongSecret(key, whole);
  return {
    line: { key, change: row === undefined ? "create" : "update", from, to },
    change: {
      kind: "set",
      key,
      value,
      description,
      ...(isSecret ? { secret: true } : {}),
      ifVersion: row?.version ?? 0,
    },
  };
}

function shown(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}
