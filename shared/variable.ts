import { z } from "zod";

/** The most that one value may take as JSON, bytes of UTF-8. */
export const longestVariableBytes = 16 * 1024 * 1024;
const longestDescription = 1_000;

export const variableKey = z
  .string()
  .max(255, "a key has at most 255 characters")
  .regex(/^[A-Za-z_][A-Za-z0-9_.:-]*$/, "a key has letters, digits and _ . : - only, and starts with a letter or _");

export const variableDescription = z
  .string()
  .max(longestDescription, `a description has at most ${String(longestDescription)} characters`);
