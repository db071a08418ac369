import type { VariableView } from "../../bridge/views.ts";
import { draftValue, readValue, type ReadValue, type ValueDraft } from "./value-draft.ts";

/** A variable as it is typed. */
export interface VariableDraft {
  readonly key: string;
  readonly value: ValueDraft;
  readonly description: string;
  readonly secret: boolean;
}

const nothing: ValueDraft = { mode: "text", content: "" };

/** @param variable absent for a new one */
export function toDraft(variable: VariableView | undefined): VariableDraft {
  if (variable === undefined) return { key: "", value: nothing, description: "", secret: false };
  const { key, text, description, isSecret } = variable;
  return { key, value: text === undefined ? nothing : draftValue(text), description, secret: isSecret };
}

/** A value that is not shown here: a secret's, or one too long. What is not typed over stays. */
export function isValueHidden(variable: VariableView | undefined): boolean {
  return variable !== undefined && variable.text === undefined;
}

/** Whether the value is part of what is saved. */
function givesValue(draft: VariableDraft, variable: VariableView | undefined): boolean {
  return !isValueHidden(variable) || draft.value.content !== "";
}

/** What differs between two readings of a variable, as its fields are called. */
export function changedFields(before: VariableView, after: VariableView): readonly string[] {
  return [
    // Of a hidden value only the version tells.
    ...(before.text === after.text && after.text !== undefined ? [] : ["Value"]),
    ...(before.description === after.description ? [] : ["Description"]),
    ...(before.isSecret === after.isSecret ? [] : ["Secret"]),
  ];
}

/** The value that a draft gives, if it gives any. @returns undefined when the present one stays */
export function draftedValue(draft: VariableDraft, variable: VariableView | undefined): ReadValue | undefined {
  if (givesValue(draft, variable)) return readValue(draft.value);
  if (variable?.isSecret === true && !draft.secret) {
    return { ok: false, error: "The hidden value is never shown: write a new one to make it readable" };
  }
  return undefined;
}
