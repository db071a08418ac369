import { checkEntry, importError, plainText, type ImportEntry } from "./import-entry.ts";

/** `KEY=`, with or without `export` before it. Keys may have more characters than those of an environment. */
const assignment = /^(?:export[ \t]+)?([^\s=#'"]+)[ \t]*=[ \t]*/;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Reads lines `KEY=value`, empty lines and comments left out. In double quotes `\n`, `\r`, `\t` and a backslash before
 * anything else are escapes, in single quotes nothing is; both may go over several lines. An unquoted value ends with
 * the line, or before a `#` behind a blank. Nothing is taken from other variables: `$` is a dollar sign.
 * @param typed unquoted values that are JSON are taken as such
 * @throws CroniumError `invalid_input` with the line
 */
export function readEnvImport(text: string, typed: boolean): readonly ImportEntry[] {
  const entries: ImportEntry[] = [];
  let rest = text.replace(/^\uFEFF/, "");
  let line = 1;
  const skip = (characters: number): string => {
    const skipped = rest.slice(0, characters);
    line += skipped.split("\n").length - 1;
    rest = rest.slice(characters);
    return skipped;
  };
  while (rest !== "") {
    const empty = /^[ \t\r]*(?:#[^\n]*)?(?:\n|$)/.exec(rest);
    if (empty !== null) {
      skip(empty[0].length);
      continue;
    }
    skip(/^[ \t]*/.exec(rest)?.[0].length ?? 0);
    const where = `line ${String(line)}`;
    const start = assignment.exec(rest);
    if (start === null) throw importError(where, "it has no KEY=value");
    skip(start[0].length);
    const close = closingQuote(rest);
    let value: string;
    if (close > 0) {
      const isDouble = rest.startsWith('"');
      const content = skip(close + 1).slice(1, -1);
      value = JSON.stringify(
        isDouble ? content.replaceAll(/\\([^])/g, (_, one: string) => escapes[one] ?? one) : content,
      );
      if (!/^[ \t\r]*(?:#[^\n]*)?(?:\n|$)/.test(rest)) throw importError(where, "something follows its closing quote");
    } else if (/^["']/.test(rest)) throw importError(where, "its quote is never closed");
    else value = unquoted(skip(/^[^\n]*/.exec(rest)?.[0].length ?? 0).trim(), typed);
    entries.push(checkEntry({ key: start[1] ?? "", text: value }, where));
  }
  return entries;
}

/** Where the quote is that closes the one a text begins with; -1 or 0: there is none. */
function closingQuote(text: string): number {
  if (text.startsWith("'")) return text.indexOf("'", 1);
  if (!text.startsWith('"')) return -1;
  // Step by step: one expression for all of it fails at some megabytes.
  const next = /["\\]/g;
  next.lastIndex = 1;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    if (found[0] === '"') return found.index;
    next.lastIndex += 1;
  }
  return -1;
}

function unquoted(value: string, typed: boolean): string {
  // JSON may hold what would begin a comment.
  if (typed) {
    const whole = plainText(value, true);
    if (whole !== JSON.stringify(value)) return whole;
  }
  return plainText(value.replace(/(?:^|[ \t]+)#.*$/, ""), typed);
}
