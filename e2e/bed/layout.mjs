/**
 * Where the test bed lives and what it is called. Ports, system accounts, the engine's socket and image names belong to
 * the machine, not to one clone of the repository, so every clone on a machine shares one bed.
 */
import { homedir } from "node:os";
import { join } from "node:path";

/** True where the bed may create accounts, install packages and start an engine. */
export const isRoot = process.getuid?.() === 0;

/**
 * The bed's folder. Every parent of it is owned by root and closed to other writers (or, without root, by the current
 * user), which sshd demands of the files it trusts; `CRONIUM_BED_DIRECTORY` chooses another one.
 */
export const bedDirectory =
  process.env["CRONIUM_BED_DIRECTORY"] ?? (isRoot ? "/var/lib/cronium-bed" : join(homedir(), ".cache", "cronium-bed"));

/** The repository this file is part of. */
export const repositoryDirectory = join(import.meta.dirname, "..", "..");

export const layout = {
  stateFile: join(bedDirectory, "state.json"),
  lockFile: join(bedDirectory, "lock"),
  clientKeyFile: join(bedDirectory, "client", "id_ed25519"),
  rsaKeyFile: join(bedDirectory, "client", "id_rsa"),
  ecdsaKeyFile: join(bedDirectory, "client", "id_ecdsa"),
  authorityKeyFile: join(bedDirectory, "client", "authority"),
  certificateFile: join(bedDirectory, "client", "id_ed25519-cert.pub"),
  passwordFile: join(bedDirectory, "client", "password"),
  meagreProgramsDirectory: join(bedDirectory, "meagre-programs"),
  serversDirectory: join(bedDirectory, "servers"),
  homesDirectory: join(bedDirectory, "homes"),
  shellsDirectory: join(bedDirectory, "shells"),
  keychainDirectory: join(bedDirectory, "keychain"),
  dockerDirectory: join(bedDirectory, "docker"),
  logsDirectory: join(bedDirectory, "logs"),
};

/** The client key's place beside the first-run example, which names it by a relative path. */
export const exampleKeyFile = join(repositoryDirectory, "examples", "first-run", "id_ed25519");

/**
 * @typedef {object} ServerPlan
 * @property {string} name
 * @property {string} address loopback address
 * @property {number} port
 * @property {string} username account created for this server when root
 * @property {"bash" | "sh" | "ash"} shell kind of login shell
 * @property {readonly string[]} [settings] lines for sshd that come before the usual ones, and so win
 * @property {"network" | "nowhere"} [within] in the bed's own network namespace: at its address there, which this machine
 *   reaches, or on its loopback, which only it reaches itself
 * @property {string} [jump] name of the server through which it is reached
 * @property {"key" | "rsa" | "certificate" | "password"} [opensWith] what lets its user in; the client's key unless told
 */

/** Three servers with three different login shells, because scripts must not depend on which one a server has. */
export const serverPlans = /** @type {readonly ServerPlan[]} */ ([
  { name: "web-1", address: "127.0.0.1", port: 2201, username: "cronium-bed-1", shell: "bash" },
  { name: "web-2", address: "127.0.0.1", port: 2202, username: "cronium-bed-2", shell: "sh" },
  { name: "web-3", address: "127.0.0.1", port: 2203, username: "cronium-bed-3", shell: "ash" },
]);

/** The files of one server. @param {string} name */
export function serverFiles(name) {
  const directory = join(layout.serversDirectory, name);
  return {
    directory,
    configFile: join(directory, "sshd_config"),
    hostKeyFile: join(directory, "host_key"),
    authorizedKeysFile: join(directory, "authorized_keys"),
    pidFile: join(directory, "sshd.pid"),
    logFile: join(layout.logsDirectory, `sshd-${name}.log`),
  };
}

/** The engine's socket, as clients assume it when DOCKER_HOST is unset. */
export const dockerSocket = "/var/run/docker.sock";

/** Names of the bed: three for what the product's own images are at present, and that of a small one. */
export const imageNames = {
  bash: "cronium/bash:bed",
  python: "cronium/python:bed",
  node: "cronium/node:bed",
  busybox: "cronium/busybox:bed",
};

/** The command that brings the bed up, named wherever something is missing. */
export const bringsUp = "npm run bed -- up";
