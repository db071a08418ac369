/** So many texts of one value are masked; a secret is a word or a few, and each costs time in every log. */
const mostTexts = 50;

/**
 * What must not be seen of a secret value, given as JSON: the whole, each text and number in it. `true`, `false` and
 * `null` tell nothing and stand in ordinary output too often.
 */
export function secretTexts(text: string): readonly string[] {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (found.size >= mostTexts) return;
    if (typeof value === "string") found.add(value);
    else if (typeof value === "number") found.add(String(value));
    else if (typeof value === "object" && value !== null) {
      found.add(JSON.stringify(value));
      for (const part of Object.values(value)) collect(part);
    }
  };
  collect(JSON.parse(text));
  return [...found].slice(0, mostTexts);
}
