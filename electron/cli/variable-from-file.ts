import type { DefinitionInput } from "../../shared/definition.ts";
import { readSecret } from "./fetch-secrets.ts";
import type { FileVariable } from "./file-schema.ts";
import type { Place } from "./from-file.ts";

export type DefinedVariableInput = NonNullable<DefinitionInput["variables"]>[string];

/** A variable of a definition file; a secret is fetched from the environment. */
export function toVariable(variable: FileVariable, environment: NodeJS.ProcessEnv, place: Place): DefinedVariableInput {
  if ("plain" in variable) return { value: variable.plain };
  const described = variable.description === undefined ? {} : { description: variable.description };
  if ("value" in variable) return { value: variable.value, ...described };
  return { secret: readSecret(environment, variable.secretEnv, place("secretEnv")), ...described };
}
