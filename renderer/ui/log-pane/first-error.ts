/** A row of the terminal: its text, and whether it only goes on with the row before it. */
export interface TerminalRow {
  readonly text: string;
  readonly wrapped: boolean;
}

/** Words by which programs in any language tell of failures: `error:`, `ValueError`, `FATAL`, `Traceback`, `panic`. */
const looksLikeAnError = /\b\w*(?:error|exception)\b|\bfatal\b|\btraceback\b|\bpanic\b/i;

/**
 * The number of the row where the first line begins that looks like an error, counted from 0.
 * @returns undefined when none does
 */
export function findErrorRow(rows: Iterable<TerminalRow>): number | undefined {
  let start = 0;
  let line = "";
  let index = 0;
  for (const row of rows) {
    if (!row.wrapped) {
      if (looksLikeAnError.test(line)) return start;
      start = index;
      line = "";
    }
    line += row.text;
    index += 1;
  }
  return looksLikeAnError.test(line) ? start : undefined;
}
