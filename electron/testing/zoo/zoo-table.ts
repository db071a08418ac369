import { hostileKinds } from "./kinds.ts";
import { zooPlaces } from "./places.ts";
import type { ZooReport } from "./run-kind.ts";

/** What came of each kind in each place, as a table: in words for each reason, with the longest time it took. */
export function zooTable(reports: readonly ZooReport[]): string {
  const places = zooPlaces.filter((name) => reports.some(({ place }) => place === name));
  const kinds = hostileKinds.map(({ name }) => name).filter((name) => reports.some(({ kind }) => kind === name));
  const rows = [
    ["kind", ...places],
    ...kinds.map((kind) => [
      kind,
      ...places.map((place) => cell(reports.filter((report) => report.kind === kind && report.place === place))),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const count = (what: (report: ZooReport) => boolean): string => String(reports.filter(what).length);
  return [
    ...lines,
    "",
    `${String(reports.length)} runs: ${count(({ left }) => left.length === 0)} with nothing left, ${count(isNamed)} with all that is left named, ${count(isEscaped)} with something escaped`,
  ].join("\n");
}

function isEscaped({ escaped }: ZooReport): boolean {
  return escaped.length > 0;
}

function isNamed(report: ZooReport): boolean {
  return report.left.length > 0 && !isEscaped(report);
}

function cell(reports: readonly ZooReport[]): string {
  if (reports.length === 0) return "–";
  const words = new Set(
    reports.map((report) =>
      isEscaped(report) ? "ESCAPED" : isNamed(report) ? `${String(report.left.length)} named` : "0",
    ),
  );
  const longestMs = Math.max(...reports.map(({ tookMs }) => tookMs));
  return `${[...words].join(", ")} (${(longestMs / 1000).toFixed(1)} s)`;
}
