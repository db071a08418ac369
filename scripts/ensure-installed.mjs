// @ts-check
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { exclusively } from "./exclusive.mjs";
import { lockfilesAgree } from "./lockfiles-agree.mjs";
import { inProject, projectRoot, say } from "./project.mjs";
import { runToEnd } from "./run-to-end.mjs";

const stampPath = inProject("node_modules", ".cronium-lock-hash");

/**
 * Makes node_modules agree with package-lock.json, by `npm ci` when it does not. A second call costs one hash.
 * Prints to stderr only, one line when it installs. Two at once: the second waits, then finds the work done.
 * @returns {Promise<boolean>} whether anything was installed
 * @throws when npm fails, with what to do about it
 */
export async function ensureInstalled() {
  if (isStamped()) return false;
  return exclusively("install", async () => {
    if (isStamped()) return false;
    if (isInstalledUnstamped()) {
      writeFileSync(stampPath, expectedStamp());
      return false;
    }
    await install();
    return true;
  });
}

/** The lockfile's content and the platform: a folder shared between machines needs its own packages on each. */
function expectedStamp() {
  const hash = createHash("sha256")
    .update(readFileSync(inProject("package-lock.json")))
    .digest("hex");
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function isStamped() {
  return existsSync(stampPath) && readFileSync(stampPath, "utf8") === expectedStamp();
}

/** True when npm itself, run by hand, left exactly what the lockfile asks for on this platform. */
function isInstalledUnstamped() {
  const record = inProject("node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const otherPlatform = existsSync(stampPath) && !readFileSync(stampPath, "utf8").includes(platformSuffix());
  return !otherPlatform && lockfilesAgree(readJson(inProject("package-lock.json")), readJson(record));
}

function platformSuffix() {
  return ` ${process.platform}-${process.arch}\n`;
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

async function install() {
  refuseLink();
  say("Installing dependencies (once; about a minute) …");
  const npm = npmCommand();
  const result = await runToEnd(npm.command, [...npm.args, "ci", "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd: projectRoot,
    shell: npm.shell,
    timeoutMilliseconds: 15 * 60_000,
  });
  if (result.code !== 0) {
    throw new Error(
      `${result.output.trimEnd()}\nInstalling the dependencies failed (npm ci, exit ${result.code}). ` +
        `Check the network and the npm registry setting, then try again.`,
    );
  }
  writeFileSync(stampPath, expectedStamp());
}

/** Installing empties the folder first: behind a link that would be somebody else's. @throws when it is a link */
function refuseLink() {
  const folder = inProject("node_modules");
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Error(
    `node_modules is a link to ${realpathSync(folder)}, which does not hold what package-lock.json asks for. ` +
      `Install there, or remove the link and run the command again.`,
  );
}

/** The npm that started us, else the one on the PATH (a .cmd file on Windows, hence the shell). */
function npmCommand() {
  const started = process.env["npm_execpath"];
  if (started !== undefined && /npm-cli\.c?js$/.test(started)) {
    return { command: process.execPath, args: [started], shell: false };
  }
  return { command: "npm", args: [], shell: process.platform === "win32" };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await ensureInstalled().catch((/** @type {Error} */ error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
