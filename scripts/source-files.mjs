// @ts-check
import { readdirSync } from "node:fs";
import { join } from "node:path";

const skipped = new Set(["node_modules", "out", "dist", "__pycache__"]);

/** The folders whose files are written by hand and held to the rules. */
const sourceFolders = ["bench", "bin", "e2e", "electron", "migrations", "renderer", "runtimes", "scripts", "shared"];

/**
 * Lists the files of the source folders, as sorted paths relative to `root` with forward slashes. Reads the disk, not
 * git, so that a file not yet added is checked too. Hidden folders are left out.
 * @param {string} root absolute path
 * @returns {string[]}
 */
export function listSources(root) {
  /** @param {string} folder @returns {string[]} */
  const list = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : list(path);
    });
  const present = new Set(readdirSync(root));
  return sourceFolders
    .filter((folder) => present.has(folder))
    .flatMap(list)
    .sort();
}
