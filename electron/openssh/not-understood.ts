/** A file may be something else altogether: more lines are counted only. */
const mostNamed = 8;

/**
 * Says which lines of a file make no sense.
 * @param lines their numbers, from 1
 * @returns nothing, or one sentence
 */
export function notUnderstood(path: string, lines: readonly number[]): readonly string[] {
  if (lines.length === 0) return [];
  const named = lines.slice(0, mostNamed).join(", ");
  const more = lines.length > mostNamed ? ` and ${String(lines.length - mostNamed)} more` : "";
  return [`${path}: not understood: ${lines.length === 1 ? "line" : "lines"} ${named}${more}`];
}
