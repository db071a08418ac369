import { compileFunction, Script } from "node:vm";

/** What a file of JavaScript must be called for every Node to read it the right way. */
export type ModuleKind = "cjs" | "mjs";

/** Which names Node gives to each CommonJS module. */
const moduleNames = ["exports", "require", "module", "__filename", "__dirname"];

/** V8's words for what only an ECMAScript module may hold. */
const modulesOnly = /import statement outside a module|'import\.meta' outside a module|Unexpected token 'export'/;

/**
 * Tells how a script of Node is meant, since Node before 22.7 cannot: as CommonJS wherever it can be read so, else as
 * an ECMAScript module if it imports, exports, or awaits outside of functions. One that is neither counts as CommonJS,
 * and Node will name its error. Nothing of the script is run.
 */
export function moduleKind(script: string): ModuleKind {
  // V8 allows the line that names the interpreter in whole files only.
  const body = script.replace(/^#!/, "//");
  const asFunction = complaintOf(() => compileFunction(body, moduleNames));
  if (asFunction === undefined) return "cjs";
  if (modulesOnly.test(asFunction)) return "mjs";
  const awaiting = complaintOf(() => new Script(`(async () => {${body}\n})`));
  return awaiting === undefined || modulesOnly.test(awaiting) ? "mjs" : "cjs";
}

function complaintOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
