import type { Readable } from "node:stream";
import { pack } from "tar-stream";
import type { RecipeFile } from "./recipe-files.ts";

/** The same files make the same archive: every time in it is this one, an arbitrary round second. */
const fixedTime = new Date(1_700_000_000_000);

/** An archive of files for the engine to build from. All belong to root, and everybody may read them. */
export function buildContext(files: readonly RecipeFile[]): Readable {
  const archive = pack();
  for (const { path, bytes, isProgram } of files) {
    archive.entry({ name: path, mode: isProgram ? 0o755 : 0o644, uid: 0, gid: 0, mtime: fixedTime }, bytes);
  }
  archive.finalize();
  return archive as unknown as Readable;
}
