import { existsSync } from "node:fs";
import { join } from "node:path";

/** In the built program, and in its sources. */
const places = [
  ["..", ".."],
  ["..", "..", ".."],
].map((steps) => join(import.meta.dirname, ...steps, "runtimes"));

/**
 * Where the files are that run beside users' scripts.
 * @throws Error when the program's own files are incomplete
 */
export function runtimesFolder(): string {
  const folder = places.find(existsSync);
  if (folder === undefined) throw new Error("The program's own files for running scripts are missing");
  return folder;
}
