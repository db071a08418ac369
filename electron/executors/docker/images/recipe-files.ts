import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ImageKind } from "../../../../shared/image.ts";

/** A file of a recipe: its path with `/`, its bytes, and whether it is a program. */
export interface RecipeFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly isProgram: boolean;
}

/** In the built program, and in its sources. */
const places = [
  ["..", ".."],
  ["..", "..", "..", ".."],
].map((steps) => join(import.meta.dirname, ...steps, "runtimes"));

/** Of the helper libraries, what a script of each language needs. Tests, documents and packaging stay behind. */
const helperParts: Readonly<Record<ImageKind, readonly HelperPart[]>> = {
  bash: [{ from: "bash", to: "bash", pattern: /\.sh$/ }],
  python: [
    { from: "python/src", to: "python", pattern: /^sitecustomize\.py$/ },
    { from: "python/src/cronium", to: "python/cronium", pattern: /\.(py|typed)$/ },
  ],
  relay: [],
  node: [
    { from: "node", to: "node_modules/cronium", pattern: /^package\.json$/ },
    { from: "node/lib", to: "node_modules/cronium/lib", pattern: /\.[cm]js$/ },
  ],
};

interface HelperPart {
  readonly from: string;
  readonly to: string;
  readonly pattern: RegExp;
}

/**
 * The folder of the program that holds what runs beside scripts.
 * @throws Error when the program's own files are incomplete
 */
function runtimesFolder(): string {
  const folder = places.find((place) => existsSync(join(place, "images", "recipes.json")));
  if (folder === undefined) throw new Error("The recipes of the program's images are missing");
  return folder;
}

/** A file of runtimes/images by its name. @throws Error when it is missing */
export function imageFile(name: string): Buffer {
  return readFileSync(join(runtimesFolder(), "images", name));
}

/** The helper library of a language, as it is laid into its image. */
export function helperFiles(kind: ImageKind): readonly RecipeFile[] {
  const root = runtimesFolder();
  return helperParts[kind].flatMap(({ from, to, pattern }) => {
    const folder = join(root, from);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => pattern.test(name) && statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => ({ path: `${to}/${name}`, bytes: readFileSync(join(folder, name)), isProgram: false }));
  });
}
