import { z } from "zod";

/**
 * Levels of lists and objects within each other that a value may have. What reads and writes JSON calls itself once for
 * each level and some readers end early: Python's at about 1,000.
 */
const deepestJson = 1_000;

export const tooDeepWords = "it is nested too deeply: at most 1,000 levels of lists and objects";

/** Whether lists and objects are nested in more levels than are taken. Goes level by level: it takes any depth. */
export function isTooDeep(value: unknown): boolean {
  let layer: readonly object[] = isHolder(value) ? [value] : [];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth === deepestJson) return true;
    const inner: object[] = [];
    for (const holder of layer) {
      for (const one of Array.isArray(holder) ? (holder as unknown[]) : Object.values(holder)) {
        if (isHolder(one)) inner.push(one);
      }
    }
    layer = inner;
  }
  return false;
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Any JSON that is not nested too deeply. */
export const boundedJson = z
  .custom<z.core.util.JSONType>((value) => !isTooDeep(value), { error: tooDeepWords, abort: true })
  .pipe(z.json());
