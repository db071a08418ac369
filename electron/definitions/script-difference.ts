import { diffArrays } from "diff";
import type { DifferenceLine, ScriptDifference } from "../../shared/event-version.ts";

/** Beyond so many differing lines the shortest way from one to the other is not looked for. */
const mostEdits = 2_000;
/** Lines told at most. */
const mostLines = 5_000;

interface Part {
  readonly kind: "same" | "added" | "removed";
  readonly lines: readonly string[];
}

/**
 * The lines that differ between two scripts, each with its neighbours.
 * @param around equal lines shown before and after each that differs
 * @returns undefined when they are the same
 */
export function compareScriptLines(from: string, to: string, around: number): ScriptDifference | undefined {
  if (from === to) return undefined;
  const parts = findParts(toLines(from), toLines(to));
  const count = (kind: Part["kind"]): number =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? part.lines.length : 0), 0);
  const lines = withoutFarLines(numberLines(parts), around);
  return {
    added: count("added"),
    removed: count("removed"),
    lines: lines.slice(0, mostLines),
    cut: Math.max(0, lines.length - mostLines),
  };
}

/** A last line that ends as all others do begins no further one; one that does not is another line. */
function toLines(script: string): string[] {
  const lines = script.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else lines.push(`${lines.pop() ?? ""}${withoutEnd}`);
  return lines;
}

const withoutEnd = " (no line end)";

function findParts(from: readonly string[], to: readonly string[]): Part[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  const shorter = Math.min(from.length, to.length) - head;
  while (tail < shorter && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const before = from.slice(head, from.length - tail);
  const after = to.slice(head, to.length - tail);
  const middle = diffArrays(before, after, { maxEditLength: mostEdits })?.map(({ added, removed, value }): Part => {
    return { kind: added ? "added" : removed ? "removed" : "same", lines: value };
  }) ?? [
    { kind: "removed", lines: before },
    { kind: "added", lines: after },
  ];
  const parts: Part[] = [
    { kind: "same", lines: from.slice(0, head) },
    ...middle,
    { kind: "same", lines: from.slice(from.length - tail) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function numberLines(parts: readonly Part[]): DifferenceLine[] {
  let from = 0;
  let to = 0;
  return parts.flatMap(({ kind, lines }) =>
    lines.map((text): DifferenceLine => {
      switch (kind) {
        case "same":
          return { kind, from: ++from, to: ++to, text };
        case "removed":
          return { kind, from: ++from, text };
        case "added":
          return { kind, to: ++to, text };
      }
    }),
  );
}

/** Leaves out equal lines that have none that differs near them. */
function withoutFarLines(lines: readonly DifferenceLine[], around: number): DifferenceLine[] {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.kind !== "same") near.fill(1, Math.max(0, index - around), index + around + 1);
  });
  const kept: DifferenceLine[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (near[index] === 0) {
      skipped++;
      return;
    }
    if (skipped > 0) kept.push({ kind: "skipped", count: skipped });
    skipped = 0;
    kept.push(line);
  });
  if (skipped > 0) kept.push({ kind: "skipped", count: skipped });
  return kept;
}
