import { isAscii } from "node:buffer";
import type { CompiledPattern, LiteralPattern } from "./compile-pattern.ts";
import { textEnd, type LineRun } from "./line-run.ts";
import { byteOfUnit } from "./utf8-units.ts";

/** Told of each match: where it begins and ends in the run. */
export type Found = (start: number, end: number) => void;

/** All matches in a run, in order, none overlapping another. Empty ones are none. */
export function matchRun(run: LineRun, pattern: CompiledPattern, found: Found): void {
  if (pattern.kind !== "expression") {
    matchLiteral(run, pattern, found);
    return;
  }
  const text = isAscii(run.bytes.subarray(0, run.length)) ? run.bytes.toString("latin1", 0, run.length) : undefined;
  if (pattern.required === undefined) {
    for (let line = 0; line < run.count; line++) matchLine(run, line, text, pattern.expression, found);
    return;
  }
  let done = -1;
  matchLiteral({ ...run, usable: run.length }, pattern.required, (start) => {
    const line = run.lineAt(start);
    if (line > done) matchLine(run, line, text, pattern.expression, found);
    done = line;
  });
}

function matchLiteral(run: LineRun, pattern: LiteralPattern, found: Found): void {
  const length = pattern.needle.length;
  const region = run.bytes.subarray(0, run.length);
  if (pattern.kind === "bytes") {
    for (let at = region.indexOf(pattern.needle); at !== -1; at = region.indexOf(pattern.needle, at + length)) {
      if (at >= run.usable) return;
      found(at, at + length);
    }
    return;
  }
  // Byte for character: an ASCII letter has no other form in Latin-1 than its capital.
  const text = region.toString("latin1").toLowerCase();
  for (let at = text.indexOf(pattern.needle); at !== -1; at = text.indexOf(pattern.needle, at + length)) {
    if (at >= run.usable) return;
    found(at, at + length);
  }
}

function matchLine(run: LineRun, line: number, ascii: string | undefined, expression: RegExp, found: Found): void {
  const start = run.lineStart(line);
  const end = textEnd(run, line);
  const text = ascii === undefined ? run.bytes.toString("utf8", start, end) : ascii.slice(start, end);
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const [{ length }] = match;
    if (length === 0) {
      // Within a pair of surrogates an expression of the newer kind goes back to the pair's beginning.
      expression.lastIndex += expression.unicode && (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    const from = ascii === undefined ? byteOfUnit(run.bytes, start, end, match.index) : start + match.index;
    if (from >= run.usable) return;
    found(from, ascii === undefined ? byteOfUnit(run.bytes, from, end, length) : from + length);
  }
}
