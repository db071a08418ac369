import { parseCsv } from "./csv.ts";
import { checkEntry, importError, plainText, type ImportEntry } from "./import-entry.ts";

const columns = ["key", "value", "type", "description", "secret"] as const;
type Column = (typeof columns)[number];

/**
 * Reads a table whose first line names its columns: `key` and `value`, and where wished `type` (`text` or `json`),
 * `description` and `secret` (`true` or `false`).
 * @param typed of lines that tell no type, unquoted values that are JSON are taken as such
 * @throws CroniumError `invalid_input` with the line
 */
export function readCsvImport(text: string, typed: boolean): readonly ImportEntry[] {
  const parsed = parseCsv(text);
  if ("brokenLine" in parsed) {
    throw importError(`line ${String(parsed.brokenLine)}`, "a quote is not closed, or something follows it");
  }
  const [head, ...rows] = parsed.rows;
  const names = (head?.cells ?? []).map((cell) => cell.text.trim().toLowerCase());
  const unknown = names.find((name) => !(columns as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw importError("line 1", `there is no column “${unknown}”; there are ${columns.join(", ")}`);
  }
  if (!names.includes("key") || !names.includes("value")) {
    throw importError("line 1", "it names the columns, at least key and value");
  }
  return rows.flatMap(({ line, cells }): ImportEntry | readonly [] => {
    if (cells.length === 1 && cells[0]?.text === "") return [];
    const where = `line ${String(line)}`;
    if (cells.length !== names.length) {
      throw importError(where, `it has ${String(cells.length)} values for ${String(names.length)} columns`);
    }
    const cell = (name: Column) => (names.includes(name) ? cells[names.indexOf(name)] : undefined);
    const value = cell("value") ?? { text: "", quoted: false };
    const secret = yesOrNo(cell("secret")?.text ?? "", where);
    const description = cell("description")?.text;
    const key = (cell("key")?.text ?? "").trim();
    const isHidden = secret && value.text === "";
    const content = isHidden ? undefined : valueText(value, cell("type")?.text ?? "", typed, where);
    return checkEntry({ key, text: content, description, ...(secret && { secret: true }) }, where);
  });
}

function valueText(
  value: { readonly text: string; readonly quoted: boolean },
  type: string,
  typed: boolean,
  where: string,
): string {
  switch (type.trim().toLowerCase()) {
    case "text":
      return JSON.stringify(value.text);
    case "json":
      try {
        return JSON.stringify(JSON.parse(value.text));
      } catch {
        throw importError(where, "its value is no JSON");
      }
    case "":
      return plainText(value.text, typed && !value.quoted);
    default:
      throw importError(where, `there is no type “${type}”; write text or json`);
  }
}

function yesOrNo(text: string, where: string): boolean {
  switch (text.trim().toLowerCase()) {
    case "true":
    case "yes":
    case "1":
      return true;
    case "false":
    case "no":
    case "0":
    case "":
      return false;
    default:
      throw importError(where, `secret is true or false, not “${text}”`);
  }
}
