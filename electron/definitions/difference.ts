import type { DocumentPart, FieldChange } from "../../shared/definition.ts";
import { compareActions } from "./action-difference.ts";
import { compareFiles } from "./kind-documents.ts";

/** Longer values are cut in the difference: it is there to recognise a change, not to read it. */
const longestShown = 60;

/**
 * What differs between two parts of a definition file, by path. Lists of names are compared without their order.
 * @param longest values are cut at this many characters
 */
export function compareDocuments(from: DocumentPart, to: DocumentPart, longest = longestShown): FieldChange[] {
  return compareObjects(from, to, "", longest);
}

function compareObjects(from: DocumentPart, to: DocumentPart, prefix: string, longest: number): FieldChange[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) =>
    compareValues(from[key], to[key], prefix === "" ? key : `${prefix}.${key}`, longest),
  );
}

function compareValues(from: unknown, to: unknown, path: string, longest: number): FieldChange[] {
  if (canonical(from) === canonical(to)) return [];
  if (path === "actions" && Array.isArray(from) && Array.isArray(to)) return compareActions(from, to);
  if (path === "files" && Array.isArray(from) && Array.isArray(to)) return compareFiles(from, to);
  if (path === "script" && typeof from === "string" && typeof to === "string") return [compareScripts(from, to)];
  if (isOpen(from) && isOpen(to)) return compareObjects(from, to, path, longest);
  return [{ path, from: shown(from, longest), to: shown(to, longest) }];
}

/** An object to look into; a secret's is closed. */
function isOpen(value: unknown): value is DocumentPart {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isSecret(value);
}

function isSecret(value: object): boolean {
  return Object.keys(value).some((key) => ["secretEnv", "passwordEnv", "privateKeyFile"].includes(key));
}

function canonical(value: unknown): string {
  return JSON.stringify(isNames(value) ? [...new Set(value)].sort() : value) ?? "";
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function compareScripts(from: string, to: string): FieldChange {
  const before = from.split("\n");
  const after = to.split("\n");
  const line = after.findIndex((text, index) => text !== before[index]);
  const index = line === -1 ? after.length : line;
  const at = (lines: readonly string[]): string =>
    index < lines.length
      ? `line ${String(index + 1)}: ${cut(lines[index] ?? "", longestShown)}`
      : `${String(lines.length)} lines`;
  return { path: "script", from: at(before), to: at(after) };
}

export const hiddenSecret = "(secret)";

function shown(value: unknown, longest: number): string {
  if (value === undefined || value === null) return "(none)";
  if (isNames(value)) return value.length === 0 ? "(none)" : cut(value.join(", "), longest);
  if (typeof value === "object" && isSecret(value)) return hiddenSecret;
  return cut(typeof value === "string" ? value : JSON.stringify(value), longest);
}

function cut(text: string, longest: number): string {
  const line = text.replaceAll(/\p{Cc}+/gu, " ");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
