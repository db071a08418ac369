import type { Vault } from "../secrets/vault.ts";
import type { VariableRow } from "../store/runtime-tables.ts";
import type { Database } from "../store/tables.ts";
import { listVariables } from "../store/variables.ts";
import { secretVariable } from "./document.ts";

export interface CurrentVariable {
  readonly key: string;
  /** Of a secret, too: to see whether it differs. Undefined when the vault no longer has it. */
  readonly value: unknown;
  readonly description: string;
  readonly isSecret: boolean;
  readonly version: number;
}

export async function readCurrentVariables(database: Database, vault: Vault): Promise<readonly CurrentVariable[]> {
  const variables: CurrentVariable[] = [];
  for (const { key, value, description, version, secret_reference: reference } of await listVariables(database)) {
    const text = reference === null ? value : await vault.get(reference);
    const parsed = text === undefined ? undefined : (JSON.parse(text) as unknown);
    variables.push({ key, value: parsed, description, version, isSecret: reference !== null });
  }
  return variables;
}

/** A variable as the definition file writes it; of a secret, where to find it. */
export function variableDocument({ key, value, description, isSecret }: CurrentVariable): unknown {
  const named = description === "" ? {} : { description };
  if (isSecret) return { secretEnv: secretVariable("VARIABLE", key), ...named };
  return description === "" && !isMistakable(value) ? value : { value, ...named };
}

/** The same of a stored one. */
export function variableFileDocument(row: VariableRow): unknown {
  const { key, value, description, version, secret_reference: reference } = row;
  return variableDocument({
    ...{ key, description, version },
    value: JSON.parse(value) as unknown,
    isSecret: reference !== null,
  });
}

/** Would be taken for the words of the file around a value. */
function isMistakable(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return ["value", "secret", "secretEnv"].some((word) => Object.hasOwn(value, word));
}
