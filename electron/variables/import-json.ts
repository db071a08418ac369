import { definedVariable } from "../../shared/variable.ts";
import { checkEntry, importError, type ImportEntry } from "./import-entry.ts";

/**
 * Reads an object of variables by key, each a value or one of the forms of a definition file. A secret that says only
 * in which environment variable it is (`secretEnv`) has no value here.
 * @throws CroniumError `invalid_input`
 */
export function readJsonImport(text: string): readonly ImportEntry[] {
  const content = parse(text);
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw importError("", "The file is no object of variables by key");
  }
  return Object.entries(content).map(([key, given]: [string, unknown]) => {
    const elsewhere = secretElsewhere(given);
    if (elsewhere !== undefined) return checkEntry({ key, text: undefined, secret: true, ...elsewhere }, key);
    const read = definedVariable.parse(given);
    const description = "description" in read ? read.description : undefined;
    if ("secret" in read) return checkEntry({ key, text: JSON.stringify(read.secret), secret: true, description }, key);
    return checkEntry({ key, text: JSON.stringify(read.value), description }, key);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw importError("", `The file is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function secretElsewhere(given: unknown): { readonly description?: string } | undefined {
  if (typeof given !== "object" || given === null || !("secretEnv" in given)) return undefined;
  if (Object.keys(given).some((word) => word !== "secretEnv" && word !== "description")) return undefined;
  return "description" in given && typeof given.description === "string" ? { description: given.description } : {};
}
