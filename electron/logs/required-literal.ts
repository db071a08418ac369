/** Shorter texts rule out too little to be worth looking for first. */
const leastLength = 3;

/**
 * A text that stands in whatever a regular expression matches: what lacks it need not be looked at. Only plain
 * characters outside of groups and classes are considered, so that the answer is never wrong; the longest is told.
 * @param ignoreCase then letters that have another form than their capital (k, s) end a text, and so do those beyond ASCII
 * @returns undefined when none can be told
 */
export function requiredLiteral(source: string, ignoreCase: boolean): string | undefined {
  const characters = [...source];
  let best = "";
  let current: string[] = [];
  const endText = (): void => {
    const text = current.join("");
    if (text.length > best.length) best = text;
    current = [];
  };
  const add = (character: string): void => {
    if (ignoreCase && (character > "~" || /[ks]/i.test(character))) endText();
    else current.push(character);
  };
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    switch (character) {
      case "|":
        return undefined;
      case "(":
        endText();
        at = groupEnd(characters, at);
        break;
      case "[":
        endText();
        at = classEnd(characters, at);
        break;
      case "\\": {
        const next = characters[at + 1] ?? "";
        if (/[\w]/.test(next)) {
          endText();
          // What an escape of letters or digits takes with it is left out as well, and a little more does no harm.
          at = escapeEnd(characters, at + 1);
        } else {
          add(next);
          at++;
        }
        break;
      }
      case "*":
      case "?":
      case "{":
        current.pop();
        endText();
        if (character === "{") while (at < characters.length && characters[at] !== "}") at++;
        break;
      case "+":
      case ".":
      case "^":
      case "$":
        endText();
        break;
      default:
        add(character);
    }
  }
  endText();
  return best.length >= leastLength ? best : undefined;
}

function classEnd(characters: readonly string[], start: number): number {
  let at = start + 1;
  while (at < characters.length && characters[at] !== "]") at += characters[at] === "\\" ? 2 : 1;
  return at;
}

function groupEnd(characters: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < characters.length; at++) {
    if (characters[at] === "\\") at++;
    else if (characters[at] === "[") at = classEnd(characters, at);
    else if (characters[at] === "(") depth++;
    else if (characters[at] === ")" && --depth === 0) return at;
  }
  return characters.length;
}

function escapeEnd(characters: readonly string[], letter: number): number {
  const rest = characters.slice(letter).join("");
  const [taken = ""] = /^(?:[pPu]\{[^}]*\}|k<[^>]*>|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|\d+|.)/s.exec(rest) ?? [];
  return letter + [...taken].length - 1;
}
