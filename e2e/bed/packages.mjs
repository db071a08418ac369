/** Installs from Debian packages what the bed needs and the machine lacks. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { isRoot } from "./layout.mjs";
import { findProgram, runCommand, tryCommand } from "./run.mjs";

/**
 * Package, and what proves that it (or something as good) is there: a program's name, or an absolute path.
 * @type {ReadonlyArray<readonly [name: string, proof: string]>}
 */
const packages = [
  ["openssh-server", "sshd"],
  ["openssh-client", "ssh-keygen"],
  ["docker.io", "dockerd"],
  ["mmdebstrap", "mmdebstrap"],
  ["busybox-static", "busybox"],
  ["gnome-keyring", "gnome-keyring-daemon"],
  ["dbus-daemon", "dbus-daemon"],
  ["libsecret-tools", "secret-tool"],
  ["chromium", "chromium"],
  ["fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu"],
  ["xvfb", "Xvfb"],
  ["xauth", "xauth"],
  ["iproute2", "ip"],
  ["procps", "ps"],
  ["faketime", "faketime"],
  ["cron", "/usr/sbin/cron"],
];

/** @param {readonly [name: string, proof: string]} entry */
function isPresent([, proof]) {
  return proof.startsWith("/") ? existsSync(proof) : findProgram(proof) !== undefined;
}

/** Names of the packages the machine lacks. */
export function missingPackages() {
  return packages.filter((entry) => !isPresent(entry)).map(([name]) => name);
}

/**
 * Installs what is missing and returns what still is. Never rejects for a package that cannot be had: the rest of the
 * bed goes on with what there is.
 * @param {(line: string) => void} tell
 * @returns {Promise<string[]>}
 */
export async function installPackages(tell) {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  const reason = reasonNotToInstall();
  if (reason !== undefined) {
    tell(`missing: ${missing.join(", ")}; not installed because ${reason}`);
    tell(`install them by hand: sudo apt-get install ${missing.join(" ")}`);
    return missing;
  }
  tell(`installing ${missing.join(", ")}`);
  await withoutStartingDaemons(() => install(missing, tell));
  return missingPackages();
}

function reasonNotToInstall() {
  if (findProgram("apt-get") === undefined) return "this machine has no apt-get";
  return isRoot ? undefined : "that needs root";
}

/** @param {readonly string[]} names @param {(line: string) => void} tell */
async function install(names, tell) {
  const update = await apt(["update"]);
  if (update.code !== 0) tell(`apt-get update: ${lastLine(update)}`);
  const together = await apt(installWords(names));
  if (together.code === 0) return;
  tell(`apt-get install: ${lastLine(together)}; trying the packages one by one`);
  for (const name of names) {
    const alone = await apt(installWords([name]));
    if (alone.code !== 0) tell(`${name} cannot be installed: ${lastLine(alone)}`);
  }
}

/** @param {readonly string[]} names */
function installWords(names) {
  return ["install", "--yes", "--no-install-recommends", ...names];
}

/** @param {readonly string[]} words */
function apt(words) {
  return tryCommand("apt-get", ["--quiet", "-o", "DPkg::Lock::Timeout=300", ...words], {
    timeout: 15 * 60_000,
    environment: { DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** @param {{ stdout: string, stderr: string }} result */
function lastLine(result) {
  return `${result.stdout}\n${result.stderr}`.trim().split("\n").at(-1) ?? "";
}

/**
 * The bed starts its own daemons, on loopback. The ones that come with the packages stay off: invoke-rc.d and systemd
 * obey policy-rc.d while installing, and sshd, which would listen on every address, is not started at boot either.
 * @param {() => Promise<void>} work
 */
async function withoutStartingDaemons(work) {
  const policy = "/usr/sbin/policy-rc.d";
  const hadServer = findProgram("sshd") !== undefined;
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await work();
    const hasSystemd = existsSync("/run/systemd/system");
    if (!hadServer && hasSystemd && findProgram("sshd")) await runCommand("systemctl", ["disable", "--quiet", "ssh"]);
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}
