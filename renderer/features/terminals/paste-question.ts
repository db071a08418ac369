/** A shell runs each line as soon as its end arrives: more than one are asked about first. */
export interface PasteQuestion {
  readonly title: string;
  readonly consequences: readonly string[];
  readonly verb: string;
}

const shownLines = 3;
const shownLetters = 80;

function shorten(line: string): string {
  return line.length > shownLetters ? `${line.slice(0, shownLetters)}…` : line;
}

/**
 * What to ask before this text is pasted.
 * @param asWhole the program there takes what is pasted as one piece (bracketed paste)
 * @returns undefined when it may be pasted unasked: no line of it ends
 */
export function pasteQuestion(text: string, server: string, asWhole: boolean): PasteQuestion | undefined {
  if (!/[\r\n]/.test(text)) return undefined;
  const lines = text.split(/\r\n|\r|\n/).filter((line, at, all) => line !== "" || at < all.length - 1);
  const first = lines.slice(0, shownLines).map((line) => (line === "" ? "An empty line" : `\`${shorten(line)}\``));
  const rest = lines.length - first.length;
  const what = lines.length === 1 ? "1 line" : `${String(lines.length)} lines`;
  return {
    title: `Paste ${what} into ${server}?`,
    consequences: [
      asWhole
        ? "The program there takes a paste as a whole and waits for you to confirm it."
        : "Each line runs there as soon as it arrives.",
      ...first,
      ...(rest > 0 ? [`And ${String(rest)} more`] : []),
    ],
    verb: `Paste ${what}`,
  };
}
