/** A Secret Service of the bed's own: a private message bus and an unlocked keyring, apart from the user's. */
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { layout } from "./layout.mjs";
import { endProcess, livingProcess, startProcess } from "./processes.mjs";
import { findProgram, tryCommand, waitFor } from "./run.mjs";

const busSocket = join(layout.keychainDirectory, "bus");

/** What a client puts into DBUS_SESSION_BUS_ADDRESS. */
export const dbusAddress = `unix:path=${busSocket}`;

/** Whether both processes live; asks nobody. */
export function isKeychainRunning() {
  return livingProcess("dbus-daemon") !== undefined && livingProcess("gnome-keyring-daemon") !== undefined;
}

/** Starts the bus and the keyring unless they run, and proves that a secret can be kept and read back. */
export async function startKeychain() {
  if (isKeychainRunning()) return;
  await stopKeychain();
  const bus = requireProgram("dbus-daemon", "dbus-daemon");
  const keyring = requireProgram("gnome-keyring-daemon", "gnome-keyring");
  const runtimeDirectory = join(layout.keychainDirectory, "run");
  const dataDirectory = join(layout.keychainDirectory, "data");
  // A keyring left from before may have been cut short while written: tests bring their own secrets.
  rmSync(layout.keychainDirectory, { recursive: true, force: true });
  for (const folder of [runtimeDirectory, dataDirectory]) mkdirSync(folder, { recursive: true });
  for (const folder of [layout.keychainDirectory, runtimeDirectory]) chmodSync(folder, 0o700);
  const configFile = join(layout.keychainDirectory, "bus.conf");
  writeFileSync(configFile, busConfiguration());

  const logFile = join(layout.logsDirectory, "keychain.log");
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: dbusAddress,
    XDG_RUNTIME_DIR: runtimeDirectory,
    XDG_DATA_HOME: dataDirectory,
    HOME: layout.keychainDirectory,
  };
  await startProcess("dbus-daemon", bus, [`--config-file=${configFile}`, "--nofork", "--nopidfile"], {
    logFile,
    environment,
  });
  await waitFor("the keychain's message bus to answer", isBusAnswering, {
    giveUp: () => endedReason("dbus-daemon", logFile),
  });
  const words = ["--foreground", "--unlock", "--components=secrets"];
  // The keyring holds nothing but what tests put in; its password exists only because an unlocked keyring needs one.
  await startProcess("gnome-keyring-daemon", keyring, words, { logFile, environment, input: `${randomUUID()}\n` });
  await waitFor("the keychain to keep a secret", isKeepingSecrets, {
    giveUp: () => endedReason("gnome-keyring-daemon", logFile),
  });
}

/** @returns {Promise<boolean>} whether something was ended */
export async function stopKeychain() {
  const keyring = await endProcess("gnome-keyring-daemon");
  const bus = await endProcess("dbus-daemon");
  return keyring || bus;
}

/** @param {string} program @param {string} packageName */
function requireProgram(program, packageName) {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is missing; install ${packageName}`);
  return path;
}

/** No folders of activatable programs: the bus must never start a second, locked keyring by itself. */
function busConfiguration() {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${dbusAddress}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

/** @param {string} name @param {string} logFile */
function endedReason(name, logFile) {
  return livingProcess(name) === undefined ? `${name} ended, see ${logFile}` : undefined;
}

/** @returns {Promise<boolean>} */
function isBusAnswering() {
  return new Promise((resolve) => {
    const socket = createConnection(busSocket);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Keeps, reads and forgets a secret, as the product does before it trusts a keychain. */
async function isKeepingSecrets() {
  const secret = randomUUID();
  const attributes = ["cronium-bed", "probe"];
  const ask = (/** @type {string[]} */ words, input = "") =>
    tryCommand("secret-tool", words, {
      input,
      timeout: 5_000,
      environment: { DBUS_SESSION_BUS_ADDRESS: dbusAddress },
    });
  const kept = await ask(["store", "--label=Cronium test bed probe", ...attributes], secret);
  const read = await ask(["lookup", ...attributes]);
  await ask(["clear", ...attributes]);
  return kept.code === 0 && read.stdout === secret;
}
