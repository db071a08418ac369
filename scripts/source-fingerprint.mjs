// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the build reads. Tests are left out: changing one makes nothing stale. */
const sources = [
  "electron",
  "shared",
  "renderer",
  "migrations",
  "runtimes",
  "electron.vite.config.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.base.json",
];
const ignored = /(\.test\.tsx?|\.md)$/;

/**
 * A hash of the names and contents of everything the build reads. Contents, not times: a checkout or a copy changes
 * all times and nothing else.
 * @param {string} root absolute path of the repository
 * @returns {string}
 */
export function sourceFingerprint(root) {
  const hash = createHash("sha256");
  for (const path of sources
    .filter((source) => existsSync(join(root, source)))
    .flatMap((source) => files(root, source))) {
    hash.update(`${path}\0`).update(
      createHash("sha256")
        .update(readFileSync(join(root, path)))
        .digest(),
    );
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} source a file or folder, relative to root
 * @returns {string[]} files, relative to root, in an order of their own
 */
function files(root, source) {
  if (source.includes(".")) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !ignored.test(entry.name))
    .map((entry) =>
      join(folderOf(entry), entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/**
 * Node called it `path` before 20.12.
 * @param {import("node:fs").Dirent} entry
 */
function folderOf(entry) {
  return entry.parentPath ?? /** @type {{ path: string }} */ (/** @type {unknown} */ (entry)).path;
}
