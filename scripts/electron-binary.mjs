// @ts-check
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "./pinned-node.mjs";
import { cacheDirectory, inProject, say } from "./project.mjs";
import { runToEnd } from "./run-to-end.mjs";

const defaultDownloads = "https://github.com/electron/electron/releases/download/";
const probeMilliseconds = 5_000;
const downloadMilliseconds = 5 * 60_000;
/** A machine without the download host is not asked again for a day: `npm start` stays quick there. */
const retryAfterMilliseconds = 24 * 60 * 60_000;

/**
 * Why no window can be opened here, or undefined when nothing speaks against it.
 * @param {{ platform: string, environment: NodeJS.ProcessEnv, userId: number | undefined }} machine
 * @returns {string | undefined}
 */
export function noWindowBecause({ platform, environment, userId }) {
  if (platform !== "linux") return undefined;
  if (!environment["DISPLAY"] && !environment["WAYLAND_DISPLAY"]) return "there is no display";
  if (userId === 0) return "Electron does not run as root";
  return undefined;
}

/**
 * Path of Electron's binary, fetched by its own install script when it is absent and its download host answers.
 * @returns {Promise<{ path: string } | { missing: string }>} `missing` says why in a few words
 */
export async function electronBinary() {
  const there = installedElectron();
  if (there !== undefined) return { path: there };
  if (process.env["ELECTRON_SKIP_BINARY_DOWNLOAD"]) return { missing: "its download is switched off" };
  const failure = join(cacheDirectory, "electron-unavailable");
  const unavailable = { missing: "its binary could not be downloaded (npx install-electron tries again)" };
  if (isRecent(failure)) return unavailable;
  if (await downloadsAnswer()) {
    say("Downloading Electron (once; about 100 MB) …");
    await runToEnd(pinnedNode(), [inProject("node_modules", "electron", "install.js")], {
      timeoutMilliseconds: downloadMilliseconds,
    });
  }
  const path = installedElectron();
  if (path !== undefined) return { path };
  mkdirSync(cacheDirectory, { recursive: true });
  writeFileSync(failure, "");
  return unavailable;
}

function installedElectron() {
  const folder = inProject("node_modules", "electron");
  const pointer = join(folder, "path.txt");
  if (!existsSync(pointer)) return undefined;
  const path = join(folder, "dist", readFileSync(pointer, "utf8").trim());
  return existsSync(path) ? path : undefined;
}

/** @param {string} path */
function isRecent(path) {
  return existsSync(path) && Date.now() - statSync(path).mtimeMs < retryAfterMilliseconds;
}

async function downloadsAnswer() {
  const mirror = process.env["ELECTRON_MIRROR"] ?? process.env["npm_config_electron_mirror"] ?? defaultDownloads;
  try {
    await fetch(mirror, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(probeMilliseconds) });
    return true;
  } catch {
    // No route, no name, or no answer in time: all mean the same to the caller.
    return false;
  }
}
