import { diffArrays } from "diff";
import type { DifferenceLine, ScriptDifference } from "../../shared/event-version.ts";

/** Beyond so many differing lines the shortest way from one to the other is not looked for. */
const mostEdits = 2_000;
/** Lines told at most. */
const mostLines = 5_000;

interface Part {
  readonly kind: "same" | "added" | "removed";
  readonly count: number;
}

/** A line with its number, counted from 1, and what it is compared by. */
export interface ComparedLine {
  readonly number: number;
  readonly text: string;
  readonly key: string;
}

/**
 * The lines that differ between two scripts, each with its neighbours.
 * @param around equal lines shown before and after each that differs
 * @returns undefined when they are the same
 */
export function compareScriptLines(from: string, to: string, around: number): ScriptDifference | undefined {
  return from === to ? undefined : compareLines(toLines(from), toLines(to), around);
}

/** The same for lines that count as equal when their keys are; equal ones are shown as they are in `to`. */
export function compareLines(
  from: readonly ComparedLine[],
  to: readonly ComparedLine[],
  around: number,
): ScriptDifference | undefined {
  const parts = findParts(
    from.map(({ key }) => key),
    to.map(({ key }) => key),
  );
  if (parts.every(({ kind }) => kind === "same")) return undefined;
  const count = (kind: Part["kind"]): number =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? part.count : 0), 0);
  const lines = withoutFarLines(tellLines(parts, from, to), around);
  return {
    added: count("added"),
    removed: count("removed"),
    lines: lines.slice(0, mostLines),
    cut: Math.max(0, lines.length - mostLines),
  };
}

/** A last line that ends as all others do begins no further one; one that does not is another line. */
function toLines(script: string): ComparedLine[] {
  const lines = script.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else lines.push(`${lines.pop() ?? ""}${withoutEnd}`);
  return lines.map((text, index) => ({ number: index + 1, text, key: text }));
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
    return { kind: added ? "added" : removed ? "removed" : "same", count: value.length };
  }) ?? [
    { kind: "removed", count: before.length },
    { kind: "added", count: after.length },
  ];
  const parts: Part[] = [{ kind: "same", count: head }, ...middle, { kind: "same", count: tail }];
  return parts.filter(({ count }) => count > 0);
}

function tellLines(
  parts: readonly Part[],
  from: readonly ComparedLine[],
  to: readonly ComparedLine[],
): DifferenceLine[] {
  let left = 0;
  let right = 0;
  const next = (lines: readonly ComparedLine[], index: number): ComparedLine =>
    lines[index] ?? { number: index + 1, text: "", key: "" };
  return parts.flatMap(({ kind, count }) =>
    Array.from({ length: count }, (): DifferenceLine => {
      switch (kind) {
        case "same": {
          const { number, text } = next(to, right++);
          return { kind, from: next(from, left++).number, to: number, text };
        }
        case "removed": {
          const { number, text } = next(from, left++);
          return { kind, from: number, text };
        }
        case "added": {
          const { number, text } = next(to, right++);
          return { kind, to: number, text };
        }
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
