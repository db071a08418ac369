import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScriptType } from "../../../shared/words.ts";
import { runtimesFolder } from "./runtimes-folder.ts";

/** A file that is laid into a run's directory: its path there, with `/`, and its bytes. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** What travels with a run so that its script may say `cronium.input()`. In all texts `rootWord` is the directory. */
export interface Kit {
  readonly files: readonly StoredFile[];
  /**
   * Variables that tell the interpreter of the files, values as shell text. What was set before stays in force behind
   * ours.
   */
  readonly variables: readonly (readonly [name: string, value: string])[];
  /** Words between the interpreter and the script. */
  readonly interpreterWords: readonly string[];
}

/** Stands in a kit's texts, between double quotes, for the directory that its files are in. */
export const rootWord = "@ROOT@";

/** Which files of runtimes/ make a kit, and where in the run's directory they go. */
interface KitPlan extends Omit<Kit, "files"> {
  readonly sources: readonly { readonly from: string; readonly to: string; readonly pattern: RegExp }[];
}

const plans: Readonly<Record<ScriptType, KitPlan>> = {
  PYTHON: {
    sources: [
      { from: "python/src", to: "python", pattern: /^sitecustomize\.py$/ },
      { from: "python/src/cronium", to: "python/cronium", pattern: /\.py$/ },
    ],
    variables: [["PYTHONPATH", `"${rootWord}/python\${PYTHONPATH:+:$PYTHONPATH}"`]],
    interpreterWords: [],
  },
  BASH: {
    sources: [{ from: "bash", to: "bash", pattern: /\.sh$/ }],
    variables: [
      ["CRONIUM_USER_BASH_ENV", '"${BASH_ENV-}"'],
      ["CRONIUM_HELPERS", `"${rootWord}/bash"`],
      // Bash expands the value itself, so that no character of the path can mean anything to it.
      ["BASH_ENV", "'$CRONIUM_HELPERS/inject.sh'"],
    ],
    interpreterWords: [],
  },
  NODEJS: {
    sources: [
      { from: "node", to: "node_modules/cronium", pattern: /^package\.json$/ },
      { from: "node/lib", to: "node_modules/cronium/lib", pattern: /\.[cm]js$/ },
    ],
    // `import` looks beside the script; modules that are required from elsewhere are looked for here.
    variables: [["NODE_PATH", `"${rootWord}/node_modules\${NODE_PATH:+:$NODE_PATH}"`]],
    interpreterWords: ["--require", `"${rootWord}/node_modules/cronium/lib/inject.cjs"`],
  },
};

const kits = new Map<ScriptType, Kit>();

/**
 * The kit of a language: a few dozen KB, read once.
 * @throws Error when the program's own files are incomplete
 */
export function kitOf(type: ScriptType): Kit {
  const known = kits.get(type);
  if (known) return known;
  const folder = runtimesFolder();
  const { sources, variables, interpreterWords } = plans[type];
  const files = sources.flatMap(({ from, to, pattern }) =>
    readdirSync(join(folder, from))
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => ({ path: `${to}/${name}`, bytes: readFileSync(join(folder, from, name)) })),
  );
  const kit = { files, variables, interpreterWords };
  kits.set(type, kit);
  return kit;
}
