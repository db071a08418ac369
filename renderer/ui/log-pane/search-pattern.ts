/** What is looked for in a log. */
export interface LogPattern {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
}

/** The expression that marks what is found on screen; undefined for nothing to look for. @throws SyntaxError */
function compile({ text, regex, matchCase }: LogPattern): RegExp | undefined {
  if (text === "") return undefined;
  return new RegExp(regex ? text : text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`), matchCase ? "g" : "gi");
}

export interface CheckedPattern {
  readonly expression: RegExp | undefined;
  /** What is wrong with it, in words. */
  readonly fault: string | undefined;
}

/** Checks a pattern while it is typed. */
export function checkPattern(pattern: LogPattern): CheckedPattern {
  try {
    return { expression: compile(pattern), fault: undefined };
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : String(error);
    return { expression: undefined, fault: `Not a regular expression: ${words.replace(/^\/.*\/[a-z]*: /s, "")}` };
  }
}
