// @ts-check
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectRoot } from "./project.mjs";
import { listSources } from "./source-files.mjs";

const longest = 300;
const text = /\.([cm]?[jt]sx?|css|html|sh|py|sql|ya?ml)$/;
const code = /\.[cm]?[jt]sx?$/;
const declared = /^[ \t]*(?:export )?(?:abstract )?(?:class|interface) (\w+)/gm;
const emptyWords = new Set(
  ["manager", "helper", "util", "utility", "service", "processor", "common"].flatMap((word) => [
    word,
    word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`,
  ]),
);
/** The desktop's keychain interface is called this by its specification. */
const properNames = /secret-?service/gi;

/**
 * Checks one file's name, length and class names.
 * @param {string} path relative to the repository, with forward slashes
 * @param {string} content
 * @returns {string[]} what is wrong and what to do, one line each
 */
export function checkFile(path, content) {
  const found = [];
  const lines = content.split("\n").length - (content.endsWith("\n") ? 1 : 0);
  if (text.test(path) && lines > longest) {
    found.push(`${path}: ${lines} lines, at most ${longest}. Find the second reason it changes and give it a file.`);
  }
  const empty = emptyNames(path, content);
  if (empty.length > 0) {
    found.push(`${path}: ${empty.join(", ")} says nothing. Name it after what it does or holds.`);
  }
  if (/(^|\/)index\.[cm]?[jt]sx?$/.test(path)) {
    found.push(`${path}: no index files. Name the file after what it holds and import it directly.`);
  }
  return found;
}

/**
 * @param {string} path
 * @param {string} content
 */
function emptyNames(path, content) {
  // What runs beside a user's script is called a helper library there, as the wire formats have it.
  if (path.startsWith("runtimes/")) return [];
  const classNames = code.test(path) ? [...content.matchAll(declared)].map((match) => match[1]) : [];
  return [...path.split("/"), ...classNames].filter((name) => wordsOf(name ?? "").some((word) => emptyWords.has(word)));
}

/** @param {string} name */
function wordsOf(name) {
  return name
    .replace(properNames, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z]+/);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const files = listSources(projectRoot);
  const found = files.flatMap((path) => checkFile(path, readFileSync(join(projectRoot, path), "utf8")));
  for (const line of found) console.error(line);
  console.log(`${files.length} files, ${found.length} broken rules`);
  if (found.length > 0) process.exitCode = 1;
}
