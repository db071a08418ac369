import { stripVTControlCharacters } from "node:util";
import { displayWidth } from "./text.ts";

/** Lines of a table with aligned columns; with a heading unless there is nothing below it. */
export function tableLines(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return alignedLines([heading.map((title) => title.toUpperCase()), ...rows]);
}

/** Rows with their columns aligned; the last column is not padded. Colours take no room. */
export function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join("  ")
      .trimEnd(),
  );
}

function widthOf(cell: string): number {
  return displayWidth(stripVTControlCharacters(cell));
}
