// @ts-check
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import { folderCycles } from "./folder-cycles.mjs";
import { projectRoot } from "./project.mjs";

const checkedFolders = ["shared", "electron", "renderer", "migrations", "e2e", "bench", "scripts", "bin"];

/**
 * @typedef {{ rule: string, from: string, to: string, why: string }} Violation
 * @typedef {{ violations: Violation[], files: number, imports: number }} Verdict
 */

/**
 * Checks every import below a folder against .dependency-cruiser.cjs and for circles between folders.
 * @param {string} root absolute path of a tree laid out like this repository, with its own package.json
 * @returns {Promise<Verdict>}
 */
export async function checkImports(root) {
  const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
  const { enhancedResolveOptions, ...cruiseOptions } = options;
  const { output } = await cruise(
    checkedFolders.filter((folder) => existsSync(join(root, folder))),
    { ...cruiseOptions, baseDir: root, validate: true, ruleSet: { forbidden } },
    enhancedResolveOptions,
  );
  const result = /** @type {import("dependency-cruiser").ICruiseResult} */ (output);
  const violations = result.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    from,
    to: cycle === undefined ? to : cycle.map((step) => step.name).join(" -> "),
    why: forbidden.find((/** @type {{ name: string }} */ known) => known.name === rule.name)?.comment ?? "",
  }));
  const imports = result.modules
    .flatMap((module) => module.dependencies.map((dependency) => ({ from: module.source, to: dependency.resolved })))
    .filter(({ from, to }) => isOurs(from) && isOurs(to));
  return {
    violations: [...violations, ...folderCycles(imports).map(describeFolderCycle)],
    files: result.modules.filter((module) => isOurs(module.source)).length,
    imports: imports.length,
  };
}

/** @param {string} path */
function isOurs(path) {
  return checkedFolders.some((folder) => path.startsWith(`${folder}/`)) && !path.includes("node_modules/");
}

/** @param {{ folders: string[], imports: { from: string, to: string }[] }} cycle */
function describeFolderCycle({ folders, imports }) {
  return {
    rule: "no-folder-cycles",
    from: folders.join(" <-> "),
    to: imports.map(({ from, to }) => `\n    ${from} -> ${to}`).join(""),
    why: "Folders that need each other are one layer. Turn one direction around: hand a value or a function in.",
  };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { violations, files, imports } = await checkImports(projectRoot);
  for (const { rule, from, to, why } of violations) console.error(`${rule}: ${from} -> ${to}\n  ${why}`);
  console.log(`${files} files, ${imports} imports between them, ${violations.length} violations`);
  // A tree of sources without one import means the compiler was not understood, not that all is well.
  if (violations.length > 0 || (files > 20 && imports === 0)) process.exitCode = 1;
}
