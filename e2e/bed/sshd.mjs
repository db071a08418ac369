/** The bed's sshd servers: each with its own configuration, host key, port, account and process. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { accountOf, prepareAccount } from "./accounts.mjs";
import { bringBackHostKey, ensureHostKey, exchangeHostKey } from "./host-keys.mjs";
import { allPlans, hostKeyKind } from "./further-servers.mjs";
import { ensureKey, prepareClientKeys } from "./keys.mjs";
import { isRoot, layout, serverFiles } from "./layout.mjs";
import { addressOf, hasNetwork, inNetwork, layMeagrePrograms, prepareNetwork } from "./network.mjs";
import { childProcesses } from "./process-identity.mjs";
import { endProcess, livingProcess, signalProcess, startProcess } from "./processes.mjs";
import { findProgram, runCommand, tryCommand, waitFor } from "./run.mjs";

/** @param {string} name @returns {import("./layout.mjs").ServerPlan} */
function planOf(name) {
  const plan = allPlans.find((candidate) => candidate.name === name);
  if (plan) return plan;
  throw new Error(`the bed has no server ${name}; it has ${allPlans.map((each) => each.name).join(", ")}`);
}

/** The process id of a server that runs, or undefined. @param {string} name */
export function serverProcess(name) {
  return livingProcess(`sshd-${name}`);
}

/** Makes keys, accounts and configurations; changes nothing that is already as it should be. */
export async function prepareServers() {
  await prepareClientKeys();
  if (isRoot) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  await prepareNetwork();
  layMeagrePrograms();
  for (const plan of allPlans) {
    await prepareAccount(plan);
    // A server that runs with other settings, as an older bed started it, is started anew.
    if (await prepareFiles(plan)) await stopServer(plan.name);
  }
}

/** @param {import("./layout.mjs").ServerPlan} plan @returns {Promise<boolean>} whether its settings are others now */
async function prepareFiles(plan) {
  const files = serverFiles(plan.name);
  mkdirSync(files.directory, { recursive: true });
  chmodSync(files.directory, 0o755);
  const kind = hostKeyKind(plan);
  if (kind === "ed25519") ensureHostKey(plan.name);
  else await ensureKey(files.hostKeyFile, plan.name, kind);
  writeFileSync(files.authorizedKeysFile, authorizedKeys(plan), { mode: 0o644 });
  const text = configuration(plan);
  if (existsSync(files.configFile) && readFileSync(files.configFile, "utf8") === text) return false;
  writeFileSync(files.configFile, text);
  return true;
}

/** @param {import("./layout.mjs").ServerPlan} plan */
function authorizedKeys({ opensWith = "key" }) {
  const keys = {
    key: [layout.clientKeyFile],
    rsa: [layout.rsaKeyFile, layout.ecdsaKeyFile],
    certificate: [],
    password: [],
  };
  return keys[opensWith].map((file) => readFileSync(`${file}.pub`, "utf8")).join("");
}

/** @param {import("./layout.mjs").ServerPlan} plan */
function configuration(plan) {
  const files = serverFiles(plan.name);
  return [
    // Of several lines for one setting sshd takes the first.
    ...(plan.settings ?? []),
    `ListenAddress ${addressOf(plan)}:${plan.port}`,
    `HostKey ${files.hostKeyFile}`,
    `PidFile ${files.pidFile}`,
    `AuthorizedKeysFile ${files.authorizedKeysFile}`,
    `AllowUsers ${accountOf(plan).username}`,
    "UsePAM no",
    "PubkeyAuthentication yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "StrictModes yes",
    "UseDNS no",
    "X11Forwarding no",
    "PrintMotd no",
    "PrintLastLog no",
    // Benchmarks and crash tests connect in bursts; sessions per connection stay at a real server's default.
    "MaxStartups 200:30:400",
    "MaxSessions 10",
    "LogLevel VERBOSE",
    "Subsystem sftp internal-sftp",
    "",
  ].join("\n");
}

/**
 * Starts a server unless it runs. Rejects when sshd is missing, the port is taken by another program, or sshd ends.
 * @param {string} name
 */
export async function startServer(name) {
  const plan = planOf(name);
  const pid = serverProcess(name);
  if (pid === undefined) await launch(plan);
  else await waitFor(`${name} to answer`, () => isAnswering(plan));
}

/** @param {import("./layout.mjs").ServerPlan} plan */
async function launch(plan) {
  const program = findProgram("sshd");
  if (program === undefined) throw new Error("sshd is missing; install openssh-server");
  if (await isTaken(plan)) {
    throw new Error(`port ${plan.port} of ${plan.address} is taken by a program the bed did not start; end that one`);
  }
  const files = serverFiles(plan.name);
  await runCommand(program, ["-t", "-f", files.configFile]);
  // -D keeps sshd in the process we record; -e sends its log to the file we hand over.
  const [command, ...words] = inNetwork(plan, [program, "-D", "-e", "-f", files.configFile]);
  await startProcess(`sshd-${plan.name}`, command ?? program, words, { logFile: files.logFile });
  await waitFor(`${plan.name} to answer`, () => isAnswering(plan), {
    giveUp: () => (serverProcess(plan.name) === undefined ? `sshd ended, see ${files.logFile}` : undefined),
  });
}

/**
 * Stops listening and cuts every connection, as when a server's network goes: what its users started runs on.
 * @param {string} name
 * @returns {Promise<boolean>} whether it was running
 */
export async function stopServer(name) {
  const pid = serverProcess(planOf(name).name);
  const sessions = pid === undefined ? [] : childProcesses(pid);
  const wasRunning = await endProcess(`sshd-${name}`);
  for (const session of sessions) signalProcess(session, "SIGTERM");
  return wasRunning;
}

/** Cuts every connection of a server that goes on listening. @param {string} name */
export function cutConnections(name) {
  const pid = serverProcess(planOf(name).name);
  for (const session of pid === undefined ? [] : childProcesses(pid)) signalProcess(session, "SIGTERM");
}

/** Stops a server, cutting its connections, and starts it again. @param {string} name */
async function restartServer(name) {
  await stopServer(name);
  await startServer(name);
}

/** Gives a server another host key, as after a reinstallation or with someone in between. @param {string} name */
export async function replaceHostKey(name) {
  planOf(name);
  await exchangeHostKey(name);
  await restartServer(name);
}

/** Gives a server its own host key back; does nothing when it has it. @param {string} name */
export async function restoreHostKey(name) {
  if (hostKeyKind(planOf(name)) !== "ed25519") return;
  if (bringBackHostKey(name)) await restartServer(name);
}

/** Whether sshd greets on the server's port. @param {import("./layout.mjs").ServerPlan} plan @returns {Promise<boolean>} */
export async function isAnswering(plan) {
  if (plan.within === "nowhere" && hasNetwork()) {
    const ask = `exec 3<>/dev/tcp/${addressOf(plan)}/${plan.port} && head -c 8 <&3`;
    const [command, ...words] = inNetwork(plan, ["bash", "-c", ask]);
    return (await tryCommand(command ?? "", words)).stdout.startsWith("SSH-2.0-");
  }
  return converse(plan, (socket, settle) => {
    socket.once("data", (data) => settle(data.toString("latin1").startsWith("SSH-2.0-")));
  });
}

/** Whether anything listens on the server's port. @param {import("./layout.mjs").ServerPlan} plan @returns {Promise<boolean>} */
export async function isTaken(plan) {
  if (plan.within === "nowhere" && hasNetwork()) return false;
  return converse(plan, (socket, settle) => {
    socket.once("connect", () => settle(true));
  });
}

/**
 * @param {import("./layout.mjs").ServerPlan} plan
 * @param {(socket: import("node:net").Socket, settle: (answer: boolean) => void) => void} listen
 * @returns {Promise<boolean>} false when nothing answers in time
 */
function converse(plan, listen) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: addressOf(plan), port: plan.port, timeout: 2_000 });
    const settle = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
    socket.once("close", () => resolve(false));
    listen(socket, settle);
  });
}
