import type { ScriptDifference } from "../bridge/views.ts";

export type DifferenceLine = ScriptDifference["lines"][number];
type Shown = Exclude<DifferenceLine, { kind: "skipped" }>;

/** One row with both sides: what was there, and what is there in its place. */
export type LinePair =
  | { readonly kind: "skipped"; readonly count: number }
  | { readonly kind: "lines"; readonly before: Shown | undefined; readonly after: Shown | undefined };

/** Puts lines that were taken away beside those that came in their place. */
export function pairLines(lines: readonly DifferenceLine[]): LinePair[] {
  const pairs: LinePair[] = [];
  let removed: Shown[] = [];
  let added: Shown[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      pairs.push({ kind: "lines", before: removed[index], after: added[index] });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === "removed") removed.push(line);
    else if (line.kind === "added") added.push(line);
    else {
      flush();
      pairs.push(line.kind === "skipped" ? line : { kind: "lines", before: line, after: line });
    }
  }
  flush();
  return pairs;
}
