import { z } from "zod";
import { boundedJson } from "./json-depth.ts";

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
  z.strictObject({ value: boundedJson, description: variableDescription.optional() }),
  z.strictObject({ secret: z.string(), description: variableDescription.optional() }),
  boundedJson.transform((value) => ({ value })),
]);
export type DefinedVariable = z.output<typeof definedVariable>;

/** What kind of JSON a value is. */
export type VariableKind = "text" | "number" | "boolean" | "null" | "list" | "object";

/** Who changed it last: a person, or the scripts of an event, which may be gone by now. */
export type VariableChanger =
  { readonly kind: "user" } | { readonly kind: "event"; readonly eventId: number; readonly name: string | undefined };

/** A variable in a list. Times are epoch milliseconds. */
export interface VariableSummary {
  readonly key: string;
  readonly description: string;
  readonly isSecret: boolean;
  readonly version: number;
  /** Undefined of a secret. */
  readonly kind: VariableKind | undefined;
  /** Of the value as JSON; undefined of a secret. */
  readonly bytes: number | undefined;
  /** The first 200 characters of the value as JSON; undefined of a secret. */
  readonly preview: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: VariableChanger;
  /** How many events' scripts have read it, and how many have changed it. */
  readonly readers: number;
  readonly writers: number;
}

export interface VariablePage {
  readonly variables: readonly VariableSummary[];
  /** How many there are in all, whatever the limit. */
  readonly total: number;
  /** What all variables there are take together, bytes, without values of secrets. */
  readonly bytes: number;
  /** What they may take; 0: no limit. */
  readonly limitBytes: number;
}

export interface VariableView extends VariableSummary {
  /** The value as JSON; undefined of a secret, and of one too long to be shown whole. */
  readonly text: string | undefined;
}

export interface VariableUse {
  readonly eventId: number;
  readonly eventName: string;
  readonly kind: "read" | "write";
  readonly count: number;
  readonly lastAt: number;
  /** Undefined once it is removed. */
  readonly lastJobId: string | undefined;
}

export interface VariableUsage {
  /** The last first. */
  readonly uses: readonly VariableUse[];
  /** Other events whose script or request mentions the key, though none of their runs has used it. */
  readonly mentions: readonly { readonly eventId: number; readonly eventName: string }[];
}

/** A part of a long text. */
export interface TextPart {
  readonly text: string;
  /** Where the next part begins; undefined at the end. */
  readonly next: number | undefined;
  /** Characters of the whole. */
  readonly length: number;
}

export const textPartInput = {
  /** Where the part begins, in characters. */
  from: z.int().min(0).default(0),
  length: z.int().min(1).max(1_000_000).default(1_000_000),
};

export const variableFormats = ["json", "env", "csv"] as const;
export type VariableFormat = (typeof variableFormats)[number];

/** As much as a frame takes. */
const longestImport = 12_000_000;

export const variableImport = z.strictObject({
  format: z.enum(variableFormats),
  text: z.string().max(longestImport, "a file has at most 12 MB; import it in parts"),
  /** Unquoted values of env and CSV files that are JSON are taken as such; otherwise all of them are texts. */
  typed: z.boolean().default(false),
  /** Says only what would change. */
  dryRun: z.boolean().default(false),
});

/** What an import does to one variable. Values are JSON, cut short. */
export interface VariableImportLine {
  readonly key: string;
  /** `kept`: a secret without a value in the file. */
  readonly change: "create" | "update" | "unchanged" | "kept";
  readonly from: string | undefined;
  /** Undefined of a secret. */
  readonly to: string | undefined;
}

export interface VariableImportResult {
  readonly lines: readonly VariableImportLine[];
  readonly applied: boolean;
}
