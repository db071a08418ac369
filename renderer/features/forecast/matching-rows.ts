import type { ForecastRow } from "../../bridge/views.ts";

/** The rows in whose name, or in the words of whose schedule, all words of the text occur. */
export function matchingRows(rows: readonly ForecastRow[], text: string): readonly ForecastRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const own = `${row.name} ${row.words ?? ""}`.toLowerCase();
    return words.every((word) => own.includes(word));
  });
}
