// @ts-check
import { buildIfStale } from "./build-if-stale.mjs";
import { electronBinary, noWindowBecause } from "./electron-binary.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { projectRoot, say } from "./project.mjs";
import { runAttached } from "./run-attached.mjs";
import { runCronium } from "./run-cronium.mjs";

/**
 * `npm start`: installs what is missing, builds what is stale, opens the app; where no window can be opened, says why
 * in one line and serves the same interface on 127.0.0.1. Everything said here goes to stderr: stdout is the program's.
 * @param {readonly string[]} flags passed on to `cronium start`
 */
async function start(flags) {
  await ensureInstalled();
  await buildIfStale({ quiet: false });
  if (flags.includes("--headless") || flags.includes("--help")) return runCronium(["start", ...flags]);
  const reason = await openWindow(flags);
  if (reason === undefined) return;
  say(`Serving in the browser instead of a window: ${reason}.`);
  return runCronium(["start", "--headless", ...flags]);
}

/**
 * @param {readonly string[]} flags
 * @returns {Promise<string | undefined>} why there was no window; undefined when there was, with process.exitCode set
 */
async function openWindow(flags) {
  const obstacle = noWindowBecause({
    platform: process.platform,
    environment: process.env,
    userId: process.getuid?.(),
  });
  if (obstacle !== undefined) return obstacle;
  const binary = await electronBinary();
  if ("missing" in binary) return `Electron is not here, ${binary.missing}`;
  // 127 is also the loader's own exit code: a library Electron needs is not on this machine.
  const code = await runAttached(binary.path, [projectRoot, ...flags]).catch(() => 127);
  if (code === 127) return "Electron could not be started";
  process.exitCode = code;
  return undefined;
}

endWithNpm();
await start(process.argv.slice(2)).catch((/** @type {Error} */ error) => {
  say(error.message);
  process.exitCode = 1;
});
