// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { projectRoot } from "./project.mjs";
import { listSources } from "./source-files.mjs";

/**
 * @typedef {object} Split test files of one suite
 * @property {string[]} able those that do without the test bed
 * @property {import("./tally.mjs").SkippedTest[]} unable one entry for each test in the others
 */

/** @type {Record<string, RegExp>} */
const filesOf = {
  integration: /^(electron|e2e)\/.*\.integration\.test\.ts$/,
  patient: /^(electron|e2e)\/.*\.patient\.test\.ts$/,
  e2e: /^e2e\/[^/]+\.spec\.ts$/,
};

/**
 * Splits a suite's files into those that reach the test bed, by any chain of imports, and the others. Tests are counted
 * by how they are written, since a file that needs the bed cannot even be loaded without it.
 * @param {string} suite "integration", "patient" or "e2e"
 * @param {readonly string[]} filter parts of file names; empty for every file
 * @param {string} root absolute path of the repository
 * @returns {Split}
 */
export function splitByBed(suite, filter, root = projectRoot) {
  const files = listSources(root).filter(
    (path) => filesOf[suite]?.test(path) && (filter.length === 0 || filter.some((part) => path.includes(part))),
  );
  const needy = files.filter((path) => reachesBed(path, root, new Set()));
  return {
    able: files.filter((path) => !needy.includes(path)),
    unable: needy.flatMap((path) =>
      testTitles(readFileSync(join(root, path), "utf8")).map((title) => ({
        name: `${path} > ${title}`,
        reason: "the test bed is not complete",
      })),
    ),
  };
}

/**
 * @param {string} path
 * @param {string} root
 * @param {Set<string>} seen
 * @returns {boolean}
 */
function reachesBed(path, root, seen) {
  if (path.startsWith("e2e/bed/")) return true;
  if (seen.has(path) || !existsSync(join(root, path))) return false;
  seen.add(path);
  const specifiers = readFileSync(join(root, path), "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g);
  return [...specifiers].some(([, specifier]) =>
    reachesBed(posix.join(posix.dirname(path), specifier ?? ""), root, seen),
  );
}

/** @param {string} source */
function testTitles(source) {
  const calls = source.matchAll(/^\s*(?:it|test)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*["'`](.*?)["'`]/gm);
  return [...calls].map(([, title]) => title ?? "");
}
