/** The container engine: the one that answers, or one of the bed's own. Spoken to over its socket, without a client. */
import { accessSync, constants, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { dockerSocket, isRoot, layout } from "./layout.mjs";
import { processStart } from "./process-identity.mjs";
import { endProcess, livingProcess, startProcess } from "./processes.mjs";
import { findProgram, waitFor } from "./run.mjs";

/**
 * One request to the engine. Rejects when nothing listens, on a status of 400 or more, and after `timeout` ms.
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {{ body?: import("node:stream").Readable, timeout?: number }} [options]
 * @returns {Promise<string>}
 */
export function askEngine(method, path, options = {}) {
  const { body, timeout = 5_000 } = options;
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath: dockerSocket, method, path, signal: AbortSignal.timeout(timeout) },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => (text += part));
        response.on("error", reject);
        response.on("end", () => {
          if ((response.statusCode ?? 500) < 400) resolve(text);
          else reject(new Error(`the container engine refused ${method} ${path}: ${text.trim()}`));
        });
      },
    );
    asked.on("error", reject);
    if (body === undefined) asked.end();
    else body.on("error", (error) => asked.destroy(error)).pipe(asked);
  });
}

/** Whether an engine answers on the socket. */
export async function isEngineAnswering() {
  try {
    return (await askEngine("GET", "/_ping", { timeout: 2_000 })) === "OK";
  } catch {
    return false;
  }
}

/**
 * Starts an engine unless one answers. Returns whether it is the bed's own.
 * @returns {Promise<boolean>}
 */
export async function startEngine() {
  if (await isEngineAnswering()) return livingProcess("dockerd") !== undefined;
  if (isSocketRefused())
    throw new Error(`${dockerSocket} refuses this user; join its group: sudo usermod -aG docker $USER`);
  if ((livingProcess("dockerd") ?? foreignEngine()) === undefined) await launchEngine();
  const logFile = join(layout.logsDirectory, "dockerd.log");
  await waitFor("the container engine to answer", isEngineAnswering, {
    timeout: 60_000,
    giveUp: () =>
      (livingProcess("dockerd") ?? foreignEngine()) === undefined ? `dockerd ended, see ${logFile}` : undefined,
  });
  return livingProcess("dockerd") !== undefined;
}

async function launchEngine() {
  const program = findProgram("dockerd");
  if (program === undefined) throw new Error("no container engine answers and dockerd is missing; install docker.io");
  if (!isRoot)
    throw new Error("no container engine answers; start one (sudo systemctl start docker), or run this as root");
  forgetEnded("/var/run/docker.pid", "dockerd");
  forgetEnded("/var/run/docker/containerd/containerd.pid", "containerd");
  const parameters = ["--host", `unix://${dockerSocket}`, "--data-root", layout.dockerDirectory];
  await startProcess("dockerd", program, parameters, { logFile: join(layout.logsDirectory, "dockerd.log") });
}

/**
 * Removes the pid file of a process that was killed. The engine itself takes a zombie, or whoever has the number by
 * now, for one that is still at work, and refuses to start.
 * @param {string} path
 * @param {string} name
 */
function forgetEnded(path, name) {
  if (livingOf(path, name) === undefined) rmSync(path, { force: true });
}

/** The id in a pid file, if a process of that name still has it. @param {string} path @param {string} name */
function livingOf(path, name) {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    const found = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return found === name && processStart(pid) !== undefined ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the socket is there and closed to this user. */
function isSocketRefused() {
  try {
    accessSync(dockerSocket, constants.R_OK | constants.W_OK);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EACCES";
  }
}

/** The id of an engine that someone else started and that may still be starting up. */
function foreignEngine() {
  return livingOf("/var/run/docker.pid", "dockerd");
}

/** Stops the engine if it is the bed's own; containers end with it. @returns {Promise<boolean>} whether it was */
export function stopEngine() {
  return endProcess("dockerd", 30_000);
}
