// @ts-check
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { exclusively } from "./exclusive.mjs";
import { pinnedNode } from "./pinned-node.mjs";
import { inProject, projectRoot, say } from "./project.mjs";
import { runToEnd } from "./run-to-end.mjs";
import { sourceFingerprint } from "./source-fingerprint.mjs";

const stampPath = inProject("out", "build.stamp");
/** What every home of the program starts from. */
const products = ["main/main.js", "main/cronium.js", "preload/preload.cjs", "renderer/index.html"];
const timeLimitMilliseconds = 5 * 60_000;

/**
 * Makes out/ agree with the sources; a second call costs one hash of them. Prints to stderr only, one line when it
 * builds. Two at once: the second waits, then finds the work done.
 * @param {{ quiet: boolean }} options `quiet` leaves out that line too
 * @returns {Promise<boolean>} whether anything was built
 * @throws when the build fails, with its output
 */
export async function buildIfStale({ quiet }) {
  if (isFresh(sourceFingerprint(projectRoot))) return false;
  return exclusively("build", async () => {
    // Taken before the build: a source that changes meanwhile makes the result stale again.
    const fingerprint = sourceFingerprint(projectRoot);
    if (isFresh(fingerprint)) return false;
    const result = await runToEnd(
      pinnedNode(),
      [inProject("node_modules/electron-vite/bin/electron-vite.js"), "build"],
      {
        cwd: projectRoot,
        env: { ...process.env, NODE_ENV: "production" },
        timeoutMilliseconds: timeLimitMilliseconds,
      },
    );
    if (result.code !== 0)
      throw new Error(`${result.output.trimEnd()}\nBuilding the program failed (exit ${result.code}).`);
    writeFileSync(stampPath, fingerprint);
    if (!quiet) say(`Built the program in ${(result.milliseconds / 1000).toFixed(1)} s.`);
    return true;
  });
}

/** @param {string} fingerprint */
function isFresh(fingerprint) {
  return (
    products.every((product) => existsSync(inProject("out", product))) &&
    existsSync(stampPath) &&
    readFileSync(stampPath, "utf8") === fingerprint
  );
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildIfStale({ quiet: false }).catch((/** @type {Error} */ error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
