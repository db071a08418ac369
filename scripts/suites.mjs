// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "./pinned-node.mjs";
import { inProject, projectRoot } from "./project.mjs";
import { runToEnd } from "./run-to-end.mjs";
import { emptyTally, tallyPlaywright } from "./tally.mjs";

/**
 * @typedef {object} SuiteRun what running a suite needs to know
 * @property {string} results folder for machine-readable results
 * @property {readonly string[]} filter parts of file names; empty for everything
 * @property {NodeJS.ProcessEnv} environment
 * @property {boolean} stream show output as it comes instead of collecting it
 *
 * @typedef {{ tally: import("./tally.mjs").Tally, output: string, milliseconds: number }} SuiteResult
 * @typedef {{ name: string, run: (run: SuiteRun) => Promise<SuiteResult> }} Suite
 */

/** Far more than they take, on a busy machine too. */
const checkMilliseconds = 20 * 60_000;
const testMilliseconds = 40 * 60_000;

/** What can be said about the sources without running them. Each counts as one test. @type {readonly Suite[]} */
export const staticSuites = [
  check("types", "node_modules/typescript/bin/tsc", "-b"),
  check(
    "lint",
    "node_modules/eslint/bin/eslint.js",
    ".",
    "--max-warnings=0",
    `--format=${inProject("scripts/lint-format.mjs")}`,
  ),
  check("imports", "scripts/import-rules.mjs"),
  check("exports", "scripts/unused-exports.mjs"),
  check("files", "scripts/file-rules.mjs"),
  check(
    "format",
    "node_modules/prettier/bin/prettier.cjs",
    "--check",
    ".",
    "--log-level=warn",
    "--cache",
    "--cache-location=.cache/prettier",
  ),
];

/** Tests that need nothing but the sources. @type {readonly Suite[]} */
export const quickSuites = [vitest("unit"), vitest("renderer")];

/** Tests that need the built program and the test bed; the last mostly waits. @type {readonly Suite[]} */
export const realSuites = [vitest("integration"), { name: "e2e", run: runPlaywright }, vitest("patient")];

/**
 * @param {string} name
 * @param {string} script
 * @param {...string} args
 * @returns {Suite}
 */
function check(name, script, ...args) {
  return {
    name,
    run: async ({ environment }) => {
      const result = await runToEnd(pinnedNode(), [inProject(script), ...args], {
        cwd: projectRoot,
        env: environment,
        timeoutMilliseconds: checkMilliseconds,
      });
      const isGood = result.code === 0;
      return { ...result, tally: { ...emptyTally(), passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 } };
    },
  };
}

/**
 * @param {string} project of vitest.config.ts
 * @returns {Suite}
 */
function vitest(project) {
  return {
    name: project,
    run: async ({ results, filter, environment, stream }) => {
      const file = join(results, `${project}.json`);
      const args = ["run", "--project", project, "--passWithNoTests", "--reporter=default"];
      const result = await runToEnd(
        pinnedNode(),
        [
          inProject("node_modules/vitest/vitest.mjs"),
          ...args,
          `--reporter=${inProject("scripts/vitest-tally.mjs")}`,
          ...filter,
        ],
        {
          cwd: projectRoot,
          env: { ...environment, CRONIUM_TALLY_FILE: file },
          stream,
          timeoutMilliseconds: testMilliseconds,
        },
      );
      return { ...result, tally: trusted(existsSync(file) ? readJson(file) : emptyTally(), result.code) };
    },
  };
}

/** @param {SuiteRun} run @returns {Promise<SuiteResult>} */
async function runPlaywright({ results, filter, environment, stream }) {
  const file = join(results, "e2e.json");
  const result = await runToEnd(
    pinnedNode(),
    [
      inProject("node_modules/@playwright/test/cli.js"),
      "test",
      "--config=e2e/playwright.config.ts",
      "--pass-with-no-tests",
      ...filter,
    ],
    {
      cwd: projectRoot,
      env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      stream,
      timeoutMilliseconds: testMilliseconds,
    },
  );
  const tally = existsSync(file) ? tallyPlaywright(readJson(file)) : emptyTally();
  return { ...result, tally: trusted(tally, result.code) };
}

/**
 * A runner that ended badly without naming a failed test has failed all the same.
 * @param {import("./tally.mjs").Tally} tally
 * @param {number} code
 */
function trusted(tally, code) {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
