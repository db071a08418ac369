import type { VariableKind } from "../../../shared/variable.ts";

/** How what is typed is meant: every character of it a text, or as JSON. */
export type ValueMode = "text" | "json";

export interface ValueDraft {
  readonly mode: ValueMode;
  readonly content: string;
}

const kindWords: Readonly<Record<VariableKind, string>> = {
  text: "a text",
  number: "a number",
  boolean: "true or false",
  null: "null",
  list: "a list",
  object: "an object",
};

function kindOf(value: unknown): VariableKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "object";
  }
}

/** What a value is edited as. @param text the value as JSON */
export function draftValue(text: string): ValueDraft {
  const value: unknown = JSON.parse(text);
  if (typeof value === "string") return { mode: "text", content: value };
  return { mode: "json", content: JSON.stringify(value, null, 2) };
}

export type ReadValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

/** What is stored of a draft. */
export function readValue({ mode, content }: ValueDraft): ReadValue {
  if (mode === "text") return { ok: true, value: content };
  try {
    return { ok: true, value: JSON.parse(content) as unknown };
  } catch (error) {
    if (content.trim() === "") return { ok: false, error: "Write a value, such as 5, true, null or [1, 2]" };
    return { ok: false, error: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** What scripts will get, in words; undefined while it cannot be read. */
export function storedWords(draft: ValueDraft): string | undefined {
  const read = readValue(draft);
  if (!read.ok) return undefined;
  if (draft.mode === "json") return `Scripts get ${kindWords[kindOf(read.value)]}.`;
  return draft.content === "" ? "Scripts get an empty text." : "Scripts get these characters as a text.";
}

/** What a text could be meant as instead: `5` looks like a number. Texts that are JSON texts are left alone. */
export function lookalike({ mode, content }: ValueDraft): string | undefined {
  if (mode !== "text" || content.trim() === "") return undefined;
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === "string" ? undefined : kindWords[kindOf(value)];
  } catch {
    return undefined;
  }
}
