import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kindOfType, type ImageKind } from "../../../../shared/image.ts";
import { scriptTypes } from "../../../../shared/words.ts";
import { kitOf } from "../../delivery/kit.ts";

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
].map((steps) => join(import.meta.dirname, ...steps, "runtimes", "images"));

/** A file of runtimes/images by its name. @throws Error when the program's own files are incomplete */
export function imageFile(name: string): Buffer {
  const folder = places.find((place) => existsSync(join(place, name)));
  if (folder === undefined) throw new Error(`The program's own file ${name} for building images is missing`);
  return readFileSync(join(folder, name));
}

/** The helper library of an image's language, the same that travels with every run. */
export function helperFiles(kind: ImageKind): readonly RecipeFile[] {
  const type = scriptTypes.find((each) => kindOfType[each] === kind);
  return type === undefined ? [] : kitOf(type).files.map((file) => ({ ...file, isProgram: false }));
}
