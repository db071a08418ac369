import { clientKeywords } from "./client-keywords.ts";

/** One setting of a configuration file, with its place. */
export interface ConfigLine {
  /** In small letters, as they do not matter. */
  readonly keyword: string;
  readonly words: readonly string[];
  /** `path:line`. */
  readonly place: string;
}

/**
 * Splits a configuration of the OpenSSH client into its settings (ssh_config(5)): a keyword, blanks or one `=`, and
 * words, which may be quoted. Lines that begin with `#` are left out.
 */
export function readConfigLines(text: string, path: string): readonly ConfigLine[] {
  return text.split(/\r?\n/).flatMap((line, index): ConfigLine[] => {
    const setting = readSetting(line);
    return setting === undefined ? [] : [{ ...setting, place: `${path}:${String(index + 1)}` }];
  });
}

/** Numbers of the lines, from 1, that are no setting of the OpenSSH client, no comment and not empty. */
export function strayConfigLines(text: string): readonly number[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const setting = readSetting(line);
    return setting !== undefined && clientKeywords.has(setting.keyword) ? [] : [index + 1];
  });
}

function readSetting(line: string): Omit<ConfigLine, "place"> | undefined {
  const match = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)$/.exec(line);
  if (!match) return undefined;
  const words = wordsOf(match[2] ?? "");
  return words.length === 0 ? undefined : { keyword: (match[1] ?? "").toLowerCase(), words };
}

/** Words between blanks; quotes hold one together, and a `#` before a word ends the line. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    const [whole, quoted, plain] = match;
    if (plain?.startsWith("#") === true) break;
    words.push(quoted === undefined ? (plain ?? whole) : quoted.replaceAll(/\\(["\\])/g, "$1"));
  }
  return words;
}

/**
 * Whether a name matches a list of patterns: `*` and `?` as usual, and one with `!` before it that matches refuses,
 * whatever the others say. Case does not matter (ssh_config(5), PATTERNS).
 */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let matches = false;
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith("!");
    if (!matchesPattern(name, isNegated ? pattern.slice(1) : pattern)) continue;
    if (isNegated) return false;
    matches = true;
  }
  return matches;
}

/** Goes back to the last `*` at most, so that no pattern takes longer than its length times the name's. */
function matchesPattern(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  const wanted = pattern.toLowerCase();
  let at = 0;
  let of = 0;
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    if (of < wanted.length && wanted[of] === "*") {
      star = of++;
      taken = at;
    } else if (of < wanted.length && (wanted[of] === "?" || wanted[of] === text[at])) {
      at++;
      of++;
    } else if (star >= 0) {
      of = star + 1;
      at = ++taken;
    } else return false;
  }
  while (wanted[of] === "*") of++;
  return of === wanted.length;
}
