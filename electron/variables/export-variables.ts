import type { VariableFormat } from "../../shared/variable.ts";
import type { VariableRow } from "../store/runtime-tables.ts";
import { csvCell } from "./csv.ts";

/** Told where it is needed: a line of its own, which the import and shells pass over. */
const envHead =
  '# Import with "cronium variable import FILE --typed": without --typed, numbers, true, false, null, lists and objects become texts';

/** What writes a variable as JSON: its value, or the words around it. */
export type ToDocument = (row: VariableRow) => unknown;

/**
 * Variables as a file that imports back as they are, but for secrets: those are named without their value.
 * @param toDocument for JSON
 */
export function writeVariables(rows: readonly VariableRow[], format: VariableFormat, toDocument: ToDocument): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(Object.fromEntries(rows.map((row) => [row.key, toDocument(row)])), null, 2)}\n`;
    case "env":
      return `${envHead}\n${rows.map(envLines).join("")}`;
    case "csv":
      return `key,value,type,description,secret\n${rows.map(csvLine).join("")}`;
  }
}

function envLines({ key, value, description, secret_reference: reference }: VariableRow): string {
  const words =
    description === ""
      ? ""
      : `${description
          .split(/\r?\n/)
          .map((line) => `# ${line}`)
          .join("\n")}\n`;
  if (reference !== null) return `${words}# ${key} is a secret: its value is not exported\n`;
  return `${words}${key}=${value.startsWith('"') ? quoted(JSON.parse(value) as string) : forShells(value)}\n`;
}

/** The same JSON: what shells would act upon, within texts, in the writing that only JSON reads. */
function forShells(json: string): string {
  return json.replaceAll("$", "\\u0024").replaceAll("`", "\\u0060");
}

/** A text in double quotes; a `$` is kept from shells that read the file. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll(/["\\$`]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

function csvLine({ key, value, description, secret_reference: reference }: VariableRow): string {
  const isText = value.startsWith('"');
  const isSecret = reference !== null;
  const shown = isSecret ? "" : isText ? (JSON.parse(value) as string) : value;
  const cells = [key, shown, isSecret || isText ? "text" : "json", description, String(isSecret)];
  return `${cells.map(csvCell).join(",")}\n`;
}
