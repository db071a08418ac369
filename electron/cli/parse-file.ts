import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { issueWords } from "../../shared/issue-text.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { runnableTypes, type EventType } from "../../shared/words.ts";
import { definitionFile, type DefinitionFile } from "./file-schema.ts";

/** Characters of a complaint that are told. */
const longestComplaint = 400;

export type FilePath = readonly (string | number)[];

/** A definition file that was read, and where in it things are. */
export interface ParsedFile {
  readonly path: string;
  readonly content: DefinitionFile;
  /** `file:line:column` of the value at a path, or of the nearest thing around it. */
  locate(path: FilePath): string;
}

/**
 * Reads YAML or JSON, which is YAML too.
 * @param shownPath how the file was called on the command line
 * @throws CroniumError `invalid_input` with file, line and column; `unsupported` for what this version cannot do
 */
export function parseDefinitionFile(shownPath: string, text: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${shownPath}:${String(line)}:${String(col)}`;
  };
  const locate = (path: FilePath): string => at(offsetOf(document, path));
  const [broken] = document.errors;
  if (broken !== undefined) {
    const message = broken.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
    // The parser descends into itself with every level.
    const words = message.startsWith("Maximum call stack") ? "it is nested too deep" : shortened(message);
    throw new CroniumError("invalid_input", `${at(broken.pos[0])}: ${words}`, {
      remedy: "Correct the file; nothing was changed.",
    });
  }
  const value = valueOf(shownPath, document);
  const parsed = definitionFile.safeParse(value, { reportInput: true });
  refuseUnsupported(value, locate);
  if (!parsed.success) throw schemaError(parsed.error, locate);
  return { path: shownPath, content: parsed.data, locate };
}

function valueOf(shownPath: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof RangeError) throw wholeFileError(shownPath, "it is nested too deep", error);
    if (!(error instanceof ReferenceError)) throw error;
    throw wholeFileError(shownPath, "its aliases (*name) unfold to too much", error);
  }
}

function wholeFileError(shownPath: string, message: string, cause: Error): CroniumError {
  return new CroniumError("invalid_input", `${shownPath}:1:1: ${message}`, {
    remedy: "Write it in a simpler way; nothing was changed.",
    cause,
  });
}

/** Offset in the text of the innermost thing there is on the way to `path`; of a key when it names one in a map. */
function offsetOf(document: Document, path: FilePath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      offset = startOf(pair?.key) ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const { range } = (node ?? {}) as { readonly range?: readonly number[] | null };
  return range?.[0];
}

/** What the format has and this version does not run is refused by name, not as a mistake. */
function refuseUnsupported(value: unknown, locate: ParsedFile["locate"]): void {
  const { events, workflows } = (value ?? {}) as { readonly events?: unknown; readonly workflows?: unknown };
  if (Array.isArray(workflows) && workflows.length > 0) {
    throw new CroniumError("unsupported", `${locate(["workflows"])}: this version has no workflows yet`, {
      remedy: "Take them out of the file; nothing was changed.",
    });
  }
  if (!Array.isArray(events)) return;
  for (const [index, event] of events.entries()) {
    const type = (event as { readonly type?: unknown } | null)?.type;
    const later: readonly EventType[] = ["TOOL_ACTION"];
    if (!later.includes(type as EventType)) continue;
    throw new CroniumError(
      "unsupported",
      `${locate(["events", index, "type"])}: this version does not run ${String(type)} events`,
      { remedy: `It runs ${runnableTypes.join(", ")}. Nothing was changed.` },
    );
  }
}

function schemaError(error: z.ZodError, locate: ParsedFile["locate"]): CroniumError {
  const complaints = flatten(error.issues).map(({ path, message }) => `${locate(path)}: ${shortened(message)}`);
  const shown = complaints.slice(0, 10);
  const more = complaints.length > shown.length ? `; and ${String(complaints.length - shown.length)} more` : "";
  return new CroniumError("invalid_input", shown.join("; ") + more, { remedy: "Nothing was changed." });
}

/** A complaint may repeat what was written, of which there may be any amount. */
function shortened(message: string): string {
  return message.length <= longestComplaint ? message : `${message.slice(0, longestComplaint - 1)}…`;
}

interface Complaint {
  readonly path: FilePath;
  readonly message: string;
}

function flatten(issues: readonly z.core.$ZodIssue[], prefix: FilePath = []): Complaint[] {
  return issues.flatMap((issue): Complaint[] => {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, path) }));
    }
    if (issue.code === "invalid_union" && issue.errors.length > 0) return flatten(closest(issue.errors), path);
    if (issue.code === "invalid_key") {
      const rule = issue.issues[0]?.message ?? issue.message;
      return [{ path, message: `${path.slice(0, -1).join(".")}: “${String(path.at(-1))}” cannot be a key: ${rule}` }];
    }
    const name = path.join(".");
    const message = issueWords(issue) ?? issue.message;
    return [{ path, message: name === "" ? message : `${name}: ${message}` }];
  });
}

/** Of the ways a value could have been meant, the one with the least wrong with it. */
function closest(errors: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const wrong = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, issue) => sum + (issue.code === "invalid_type" && issue.path.length === 0 ? 10 : 1), 0);
  return [...errors].sort((left, right) => wrong(left) - wrong(right))[0] ?? [];
}

function unknownKey(key: string, path: FilePath): string {
  const objects = objectsAt(path);
  const known = [...new Set(objects.flatMap((schema) => Object.keys(schema.shape as object)))];
  if (known.includes(key)) return `“${key}” does not go with what stands beside it${owners(key, objects)}`;
  const suggestion = didYouMean(key, known) ?? (known.length === 0 ? "" : `Known here: ${known.join(", ")}.`);
  return `unknown key “${key}”. ${suggestion}`.trim();
}

/** Which kinds of thing have a key, by the word that each is chosen with: `: it belongs to on: container`. */
function owners(key: string, objects: readonly z.ZodObject[]): string {
  const kinds = objects.flatMap(({ shape }): string[] => {
    if (!Object.hasOwn(shape, key)) return [];
    return Object.entries(shape).flatMap(([name, schema]) =>
      schema instanceof z.ZodLiteral ? [`“${name}: ${String(schema.value)}”`] : [],
    );
  });
  return kinds.length === 0 ? "" : `: it belongs to ${[...new Set(kinds)].join(" or ")} only`;
}

/** What the format knows at a path, whichever kind of thing may stand there. */
function objectsAt(path: FilePath): z.ZodObject[] {
  let schemas: z.core.$ZodType[] = [definitionFile];
  for (const step of path) {
    schemas = schemas
      .flatMap(unwrap)
      .flatMap((schema) => {
        if (schema instanceof z.ZodObject) return [(schema.shape as Record<string, z.core.$ZodType>)[String(step)]];
        if (schema instanceof z.ZodArray) return [schema.element];
        if (schema instanceof z.ZodRecord) return [schema.valueType];
        return [];
      })
      .filter((schema) => schema !== undefined);
  }
  return schemas.flatMap(unwrap).filter((schema) => schema instanceof z.ZodObject);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}
