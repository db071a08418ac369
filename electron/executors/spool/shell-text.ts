import { quote } from "../delivery/quote.ts";

/**
 * What some login shell would not pass on unchanged between single quotes: fish reads backslashes, csh line breaks and
 * exclamation marks, the latter unless a blank follows.
 */
const unsafe = /['\\\n]|!(?! |$)/;

/** Line ends after which a POSIX shell wants a blank instead of a semicolon. */
const continues = /(?:^|[\s;])(?:then|do|else|in)$|[{(|;&]$/;

/**
 * Joins a POSIX shell program into one line, leaving out comments and indentation, so that every login shell hands it
 * on unchanged between single quotes. Comments must stand on lines of their own.
 * @throws Error when the program holds a character that would need escaping
 */
export function oneLine(program: string): string {
  let joined = "";
  for (const line of program.split("\n").map((text) => text.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    joined += joined === "" ? line : `${separatorAfter(joined)}${line}`;
  }
  const found = unsafe.exec(joined);
  if (found) throw new Error(`the program holds ${JSON.stringify(found[0])} near: ${joined.slice(0, found.index)}`);
  return joined;
}

function separatorAfter(text: string): string {
  if (continues.test(text)) return " ";
  return text.endsWith("!") ? " ; " : "; ";
}

/**
 * The command that runs `program` (one line) under a POSIX shell, whatever shell reads the command. The program finds
 * itself in $1 and its arguments from $2 on.
 */
export function shellCommand(program: string, programArguments: readonly string[]): string {
  return ["sh", "-c", quote('eval "$1"'), "cronium", quote(program), ...programArguments.map(quote)].join(" ");
}
