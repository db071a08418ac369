import type { BenchRow } from "./bench-row.ts";

const heading = ["", "ours", "baseline", "unit", "ratio", "difference", "best", "goal", "reached"];
/** Columns of numbers. */
const toTheRight = new Set([1, 2, 4, 5, 6]);

/** The rows as aligned text. Ratio: how many times better ours is. */
export function formatTable(rows: readonly BenchRow[]): string {
  const cells = [heading, ...rows.map(cellsOf)];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, toTheRight.has(column)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf({ name, ours, baseline, unit, ratio, best, goal, met }: BenchRow): string[] {
  const difference = unit === "ms" && baseline !== undefined ? ours - baseline : undefined;
  return [
    name,
    formatNumber(ours),
    baseline === undefined ? "" : formatNumber(baseline),
    unit,
    ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
    difference === undefined ? "" : `${difference > 0 ? "+" : ""}${formatNumber(difference)}`,
    best === undefined ? "" : `${formatNumber(best.ours)} / ${formatNumber(best.baseline)}`,
    goal,
    met === undefined ? "" : met ? "yes" : "no",
  ];
}

function formatNumber(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function pad(cell: string, width: number, toRight: boolean): string {
  return toRight ? cell.padStart(width) : cell.padEnd(width);
}
