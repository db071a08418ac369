/** A file of comma-separated values as RFC 4180 has it, line breaks of either kind, an empty last line left out. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly { readonly text: string; readonly quoted: boolean }[];
}

/** @returns undefined with the line of a quote that is never closed, or followed by something */
export function parseCsv(text: string): { readonly rows: readonly CsvRow[] } | { readonly brokenLine: number } {
  const rows: CsvRow[] = [];
  let cells: { text: string; quoted: boolean }[] = [];
  let line = 1;
  let rowLine = 1;
  // Sticky: each cell begins where the one before ended.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const source = text.replace(/^\uFEFF/, "");
  while (cell.lastIndex < source.length || cells.length > 0) {
    const at = cell.lastIndex;
    const match = cell.exec(source);
    if (match === null) return { brokenLine: line };
    const [whole, quoted, plain = "", end] = match;
    cells.push(
      quoted === undefined ? { text: plain, quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true },
    );
    line += whole.split("\n").length - 1;
    if (end !== ",") {
      rows.push({ line: rowLine, cells });
      cells = [];
      rowLine = line;
    }
    if (at + whole.length >= source.length && end !== ",") break;
  }
  return { rows };
}

export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
