import { isDeepStrictEqual } from "node:util";
import type { DefinitionChange, FieldChange } from "../../shared/definition.ts";
import type { DefinedVariable } from "../../shared/variable.ts";
import type { VariableChange } from "../variables/variable-book.ts";
import type { CurrentVariable } from "./current-variables.ts";
import { compareDocuments, hiddenSecret } from "./difference.ts";

export interface PlannedVariable {
  readonly change: DefinitionChange;
  readonly wanted: VariableChange;
}

/** Compares one variable of a definition with what is. */
export function planVariable(
  key: string,
  defined: DefinedVariable,
  variables: readonly CurrentVariable[],
): PlannedVariable {
  const secret = "secret" in defined;
  // As it will be stored: JSON knows no -0.
  const value: unknown = JSON.parse(JSON.stringify(secret ? defined.secret : defined.value));
  const description = "description" in defined ? defined.description : undefined;
  const current = variables.find((one) => one.key === key);
  const planned = (kind: DefinitionChange["kind"], fields: readonly FieldChange[] = []): PlannedVariable => ({
    change: { kind, noun: "variable", name: key, fields, notes: [] },
    wanted: { kind: "set", key, value, description, secret, ifVersion: current?.version ?? 0 },
  });
  if (current === undefined) return planned("create");
  const fields: FieldChange[] = [];
  if (current.isSecret !== secret) {
    fields.push({ path: "secret", from: current.isSecret ? "yes" : "no", to: secret ? "yes" : "no" });
  }
  if (!isDeepStrictEqual(current.value, value)) {
    const hidden = (isHidden: boolean, shown: string): string => (isHidden ? hiddenSecret : shown);
    const open = compareDocuments({ value: current.value }, { value });
    const differs = { path: "value", from: hidden(current.isSecret, "(another)"), to: hidden(secret, "(another)") };
    // Lists of texts in another order are another value, though not another list of names.
    fields.push(...(secret || current.isSecret || open.length === 0 ? [differs] : open));
  }
  if (description !== undefined)
    fields.push(...compareDocuments({ description: current.description }, { description }));
  return fields.length === 0 ? planned("unchanged") : planned("update", fields);
}
