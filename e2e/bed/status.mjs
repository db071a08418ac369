/** Asks every part of the bed whether it works. */
import { findChromium } from "./chromium.mjs";
import { isEngineAnswering } from "./docker.mjs";
import { allPlans } from "./further-servers.mjs";
import { missingImages } from "./images.mjs";
import { dbusAddress, isKeychainRunning } from "./keychain.mjs";
import { bringsUp, dockerSocket, imageNames } from "./layout.mjs";
import { addressOf } from "./network.mjs";
import { missingPackages } from "./packages.mjs";
import { livingProcess } from "./processes.mjs";
import { findProgram } from "./run.mjs";
import { isAnswering, isTaken, serverProcess } from "./sshd.mjs";

/**
 * @typedef {object} PartStatus
 * @property {string} part
 * @property {"up" | "down" | "missing"} state missing: a program must be installed first
 * @property {string} detail
 * @property {string} [remedy]
 */

/** @returns {Promise<PartStatus[]>} one entry per part, in a fixed order */
export async function askParts() {
  const servers = await Promise.all(allPlans.map(askServer));
  return [askPackages(), ...servers, ...(await askDocker()), askKeychain(), askChromium()];
}

/** @returns {PartStatus} */
function askPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return { part: "packages", state: "up", detail: "all installed" };
  const remedy = `apt-get install ${missing.join(" ")}`;
  return { part: "packages", state: "missing", detail: missing.join(", "), remedy };
}

/** @param {import("./layout.mjs").ServerPlan} plan @returns {Promise<PartStatus>} */
async function askServer(plan) {
  const place = `${addressOf(plan)}:${plan.port}${plan.jump ? ` through ${plan.jump}` : ""}`;
  const pid = serverProcess(plan.name);
  if (pid !== undefined && (await isAnswering(plan)))
    return { part: plan.name, state: "up", detail: `${place}, process ${pid}` };
  if (pid === undefined && (await isTaken(plan))) {
    const remedy = `end the program that listens on port ${plan.port}, then: ${bringsUp}`;
    return { part: plan.name, state: "down", detail: `${place} is taken by another program`, remedy };
  }
  if (findProgram("sshd") === undefined) {
    return { part: plan.name, state: "missing", detail: "no sshd", remedy: "apt-get install openssh-server" };
  }
  return { part: plan.name, state: "down", detail: `${place} does not answer`, remedy: bringsUp };
}

/** @returns {Promise<PartStatus[]>} */
async function askDocker() {
  if (!(await isEngineAnswering())) return [engineMissing(), { part: "images", state: "down", detail: "no engine" }];
  const owner = livingProcess("dockerd") === undefined ? "not started by the bed" : "started by the bed";
  const missing = await missingImages();
  return [
    { part: "docker", state: "up", detail: `${dockerSocket}, ${owner}` },
    missing.length === 0
      ? { part: "images", state: "up", detail: Object.values(imageNames).join(", ") }
      : { part: "images", state: "missing", detail: missing.join(", "), remedy: bringsUp },
  ];
}

/** @returns {PartStatus} */
function engineMissing() {
  if (findProgram("dockerd") !== undefined) {
    return { part: "docker", state: "down", detail: `${dockerSocket} does not answer`, remedy: bringsUp };
  }
  return { part: "docker", state: "missing", detail: "no dockerd", remedy: "apt-get install docker.io" };
}

/** @returns {PartStatus} */
function askKeychain() {
  if (isKeychainRunning()) return { part: "keychain", state: "up", detail: dbusAddress };
  if (findProgram("gnome-keyring-daemon") !== undefined) {
    return { part: "keychain", state: "down", detail: "not running", remedy: bringsUp };
  }
  const remedy = "apt-get install gnome-keyring dbus-daemon libsecret-tools";
  return { part: "keychain", state: "missing", detail: "no gnome-keyring-daemon", remedy };
}

/** @returns {PartStatus} */
function askChromium() {
  const path = findChromium();
  if (path !== undefined) return { part: "chromium", state: "up", detail: path };
  return { part: "chromium", state: "missing", detail: "no Chromium", remedy: "apt-get install chromium" };
}
