import { CroniumError } from "../../shared/errors.ts";
import type { LogPattern } from "../../shared/log-search.ts";
import { requiredLiteral } from "./required-literal.ts";

/** How a pattern is looked for. */
export type CompiledPattern =
  /** As these bytes. */
  | { readonly kind: "bytes"; readonly needle: Buffer }
  /** As these ASCII letters, small ones, in either case. */
  | { readonly kind: "folded"; readonly needle: string }
  /** Line by line; only where the required text stands, if one is known. */
  | { readonly kind: "expression"; readonly expression: RegExp; readonly required: LiteralPattern | undefined };

export type LiteralPattern = Extract<CompiledPattern, { kind: "bytes" | "folded" }>;

/** @throws CroniumError `invalid_input` when no line could ever match, or it is no regular expression */
export function compilePattern({ text, regex, matchCase }: LogPattern): CompiledPattern {
  if (!regex) {
    if (/[\n\r]/.test(text)) {
      throw new CroniumError("invalid_input", "What is looked for must stand in one line", { field: "text" });
    }
    const literal = compileLiteral(text, matchCase);
    if (literal !== undefined) return literal;
    const source = text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return {
      kind: "expression",
      expression: new RegExp(source, matchCase ? "g" : "gi"),
      required: requiredOf(source, matchCase),
    };
  }
  const expression = compileExpression(text, matchCase ? "g" : "gi");
  return { kind: "expression", expression, required: requiredOf(text, matchCase) };
}

function requiredOf(source: string, matchCase: boolean): LiteralPattern | undefined {
  const required = requiredLiteral(source, !matchCase);
  return required === undefined ? undefined : compileLiteral(required, matchCase);
}

function compileLiteral(text: string, matchCase: boolean): LiteralPattern | undefined {
  // Invalid bytes are decoded to U+FFFD, which other bytes mean as well.
  if (matchCase) return /[\ufffd\ud800-\udfff]/.test(text) && !isPaired(text) ? undefined : toBytes(text);
  return /^[ -~\t]*$/.test(text) ? { kind: "folded", needle: text.toLowerCase() } : undefined;
}

function isPaired(text: string): boolean {
  return text.isWellFormed() && !text.includes("\ufffd");
}

function toBytes(text: string): LiteralPattern {
  return { kind: "bytes", needle: Buffer.from(text) };
}

/** With the rules of Unicode where the expression keeps to them, else by the older ones. */
function compileExpression(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      const detail =
        error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : String(error);
      throw new CroniumError("invalid_input", `This is no regular expression: ${detail}`, {
        remedy: "Put a backslash before characters that are meant as they are, or look for it as text.",
        field: "text",
        cause: error,
      });
    }
  }
}
