/** One step into a JSON value: a key of an object, or a place in a list. */
export type JsonStep = string | number;

const step = /\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\[(?:"([^"\\]*)"|'([^'\\]*)')\]/y;

/**
 * Reads a path such as `$.items[0]["some name"].id`: the part of JSONPath (RFC 9535) that names one place.
 * @returns undefined when it is no such path
 */
export function parseJsonPath(text: string): readonly JsonStep[] | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: JsonStep[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    const [, name, place, doubled, single] = match;
    steps.push(place === undefined ? (name ?? doubled ?? single ?? "") : Number(place));
  }
  return steps;
}

/** @returns undefined when there is nothing at that place; `null` is something */
export function atJsonPath(value: unknown, steps: readonly JsonStep[]): unknown {
  let found: unknown = value;
  for (const one of steps) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, one)) return undefined;
    found = (found as Readonly<Record<JsonStep, unknown>>)[one];
  }
  return found;
}
