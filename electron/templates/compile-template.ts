import Handlebars from "handlebars";
import { blockHelpers, checkSyntax, valueHelpers } from "./check-syntax.ts";
import { JsonText, templateFunctions, type FunctionCall } from "./template-functions.ts";
import { TemplateProblem } from "./template-problem.ts";

/** So many turns all loops of a template may take together, and so long what is written may become, characters. */
const mostTurns = 100_000;
const longestText = 20_000_000;

/** What templates may speak of, as `cronium.…`. */
export interface TemplateValues {
  readonly input: unknown;
  readonly getVariables: Readonly<Record<string, unknown>>;
  readonly event: { readonly id: number; readonly name: string };
  /** The event's own variables. */
  readonly env: Readonly<Record<string, string>>;
}

/** A part of a filled template: what stands in the template itself, or a value. */
export type TemplatePart =
  | { readonly kind: "literal"; readonly text: string }
  /** Raw: written in three braces, to stand as it is. */
  | { readonly kind: "value"; readonly value: unknown; readonly isRaw: boolean };

export interface Template {
  /** Keys of the program's variables that it speaks of. */
  readonly variables: ReadonlySet<string>;
  /** @throws TemplateProblem for a value that there is not, and what becomes too long */
  fill(values: TemplateValues): readonly TemplatePart[];
}

const mark = "\u0000";

const handlebars = Handlebars.create();
for (const [name, helper] of Object.entries(templateFunctions)) handlebars.registerHelper(name, helper);
const { each } = handlebars.helpers as { each(this: unknown, list: unknown, options: FunctionCall): string };
handlebars.registerHelper("each", function countedEach(this: unknown, list: unknown, options: FunctionCall) {
  const counted: FunctionCall["fn"] = (context, more) => {
    options.data.fill.turn();
    return options.fn(context, more);
  };
  return each.call(this, list, { ...options, fn: counted });
});
handlebars.registerHelper("put", (value: unknown, { hash, data }: FunctionCall) =>
  data.fill.put(value, hash["raw"] === true, String(hash["says"])),
);

/**
 * Compiles a template in the syntax of Handlebars. Values do not go into its text: each is put in with regard to where
 * it stands, by whoever joins the parts.
 * @throws TemplateProblem for what is no template, or does what templates may not do
 */
export function compileTemplate(text: string): Template {
  if (text.includes(mark)) throw new TemplateProblem("it has a character that text does not have (NUL)");
  const program = parse(text);
  const variables = checkSyntax(program);
  putValues(program, text);
  const known = Object.fromEntries([...blockHelpers, ...valueHelpers, "put"].map((name) => [name, true]));
  const write = handlebars.compile(program, {
    knownHelpers: { ...known, log: false, blockHelperMissing: false, helperMissing: false },
    knownHelpersOnly: true,
    noEscape: true,
  });
  return {
    variables,
    fill(values) {
      const found: { readonly value: unknown; readonly isRaw: boolean }[] = [];
      let turns = 0;
      let length = 0;
      const lengths = new Map<object, number>();
      /** How many characters a value may take where it is put in, quotes and escapes aside. */
      const lengthOf = (value: unknown): number => {
        if (typeof value !== "object" || value === null) return String(value).length;
        if (value instanceof JsonText) return value.text.length;
        // An object is the same one in each turn of a loop: written out once.
        const known = lengths.get(value) ?? JSON.stringify(value).length;
        lengths.set(value, known);
        return known;
      };
      const fill: FunctionCall["data"]["fill"] = {
        put(value, isRaw, says) {
          if (value === undefined || typeof value === "function") {
            throw new TemplateProblem(`${says}: there is no such value`);
          }
          length += lengthOf(value);
          if (length > longestText) throw new TemplateProblem("it becomes too long");
          return `${mark}${String(found.push({ value, isRaw }) - 1)}${mark}`;
        },
        turn() {
          turns += 1;
          if (turns > mostTurns) throw new TemplateProblem("its loops take too many turns");
        },
      };
      const written = run(() => write({ cronium: values }, { data: { fill }, ...prototypesClosed }));
      if (written.length > longestText) throw new TemplateProblem("it becomes too long");
      return written.split(mark).map((piece, index): TemplatePart => {
        const put = index % 2 === 1 ? found[Number(piece)] : undefined;
        return put === undefined ? { kind: "literal", text: piece } : { kind: "value", ...put };
      });
    },
  };
}

/** The same for JSON, where the end of an object right behind a value is no brace of the value: `{"a": {{x}}}`. */
export function compileJsonTemplate(text: string): Template {
  const spaced = text
    .replaceAll(/(?<!\{)\{\{(?!\{)([^{}]*)\}\}(?=\})/g, "{{$1}} ")
    .replaceAll(/\{\{\{([^{}]*)\}\}\}(?=\})/g, "{{{$1}}} ");
  return compileTemplate(spaced);
}

const prototypesClosed = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
} as const;

function parse(text: string): hbs.AST.Program {
  return run(() => handlebars.parse(text));
}

function run<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateProblem) throw error;
    const words = error instanceof Error ? error.message.split("\n") : [];
    const detail = words[0]?.replace(/:$/, "") ?? "";
    throw new TemplateProblem(`it is no template: ${detail}`, error);
  }
}

/** Makes `{{{json x}}}` of a template `{{put (json x) raw=true says="{{{json x}}}"}}`. */
function putValues(program: hbs.AST.Program, text: string): void {
  const lines = text.split(/\r\n?|\n/);
  const visitor = new Handlebars.Visitor();
  visitor.MustacheStatement = (statement: hbs.AST.MustacheStatement) => {
    const isCall = statement.params.length > 0 || (statement.hash as hbs.AST.Hash | undefined) !== undefined;
    const expression = isCall ? { ...statement, type: "SubExpression" } : statement.path;
    const says = wordsAt(lines, statement.loc);
    const { loc } = statement;
    const literal = (type: string, value: unknown) => ({ type, value, original: value, loc });
    Object.assign(statement, {
      path: { type: "PathExpression", data: false, depth: 0, parts: ["put"], original: "put", loc },
      params: [expression],
      hash: {
        type: "Hash",
        loc,
        pairs: [
          { type: "HashPair", key: "raw", value: literal("BooleanLiteral", !statement.escaped), loc },
          { type: "HashPair", key: "says", value: literal("StringLiteral", says), loc },
        ],
      },
    });
  };
  visitor.accept(program);
}

/** The expression as it is written, cut short. */
function wordsAt(lines: readonly string[], { start, end }: hbs.AST.SourceLocation): string {
  const line = lines[start.line - 1] ?? "";
  const words = start.line === end.line ? line.slice(start.column, end.column) : `${line.slice(start.column)}…`;
  return words.length > 200 ? `${words.slice(0, 199)}…` : words;
}
