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
  const source = text.replace(/^\uFEFF/, "");
  // Sticky: each looks at one place alone.
  const plain = /[^",\r\n]*/y;
  const ends = /,|\r?\n|$/y;
  for (let at = 0; at < source.length || cells.length > 0;) {
    const quoted = source[at] === '"';
    const close = quoted ? closingQuote(source, at + 1) : undefined;
    if (close === -1) return { brokenLine: line };
    plain.lastIndex = at;
    const raw = close === undefined ? (plain.exec(source)?.[0] ?? "") : source.slice(at + 1, close);
    ends.lastIndex = close === undefined ? at + raw.length : close + 1;
    const end = ends.exec(source);
    if (end === null) return { brokenLine: line };
    cells.push({ text: quoted ? raw.replaceAll('""', '"') : raw, quoted });
    const next = end.index + end[0].length;
    line += source.slice(at, next).split("\n").length - 1;
    at = next;
    if (end[0] === ",") continue;
    rows.push({ line: rowLine, cells });
    cells = [];
    rowLine = line;
    if (at >= source.length) break;
  }
  return { rows };
}

/** Where the quote is that closes a cell, others in it being doubled: an expression for it fails at some megabytes. */
function closingQuote(source: string, from: number): number {
  let at = source.indexOf('"', from);
  while (at !== -1 && source[at + 1] === '"') at = source.indexOf('"', at + 2);
  return at;
}

export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
