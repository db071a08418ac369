/** The most that a run is given, bytes of JSON; as the core has it. */
export const largestInputBytes = 8_000_000;

/** What was typed as the input of a run: nothing at all, a value of JSON, or why it is neither. */
export type RunInput =
  | { readonly kind: "none" }
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "wrong"; readonly problem: string };

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Reads what was typed as the input of a run; nothing but white space is no input. */
export function readRunInput(text: string): RunInput {
  if (text.trim() === "") return { kind: "none" };
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: "wrong", problem: `This is no JSON: ${detail}. A text needs quotes: "Ada".` };
  }
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  if (bytes > largestInputBytes) return { kind: "wrong", problem: "The input has at most 8 MB of JSON." };
  return { kind: "value", value };
}
