import { z } from "zod";

/** The most that one value may take as JSON, bytes of UTF-8. */
export const longestVariableBytes = 16 * 1024 * 1024;
const longestDescription = 1_000;

export const variableKey = z
  .string()
  .max(255, "a key has at most 255 characters")
  .regex(/^[A-Za-z_][A-Za-z0-9_.:-]*$/, "a key has letters, digits and _ . : - only, and starts with a letter or _")
  // As the name of a property it means something else in JavaScript.
  .refine((key) => key !== "__proto__", "choose another key");

export const variableDescription = z
  .string()
  .max(longestDescription, `a description has at most ${String(longestDescription)} characters`);

/**
 * A variable of a definition: its value, or `{ value, description }`, or `{ secret, description }`. What is not said
 * stays as it is. An object that looks like one of these forms is written `{ value: … }`.
 */
export const definedVariable = z.union([
  z.strictObject({ value: z.json(), description: variableDescription.optional() }),
  z.strictObject({ secret: z.string(), description: variableDescription.optional() }),
  z.json().transform((value) => ({ value })),
]);
export type DefinedVariable = z.output<typeof definedVariable>;
