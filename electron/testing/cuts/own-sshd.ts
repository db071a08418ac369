import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BedServer } from "../../../e2e/bed/read-bed.mjs";
import { sleep, systemClock } from "../../base/clock.ts";

const answersWithinMs = 10_000;

/** An sshd beside one of the bed's, with its account and keys, that nobody else uses: it may be ended at any time. */
export interface OwnSshd {
  readonly port: number;
  /** Ends the listener and every session; what users started runs on. Starts it again after `pauseMs`. */
  restart(pauseMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts it on a free port. @throws Error when it does not answer */
export async function startOwnSshd(server: BedServer): Promise<OwnSshd> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "cronium-cuts-sshd-"));
  const configFile = join(folder, "sshd_config");
  const configuration = readFileSync(server.configFile, "utf8")
    .replace(/^ListenAddress .*$/m, `ListenAddress 127.0.0.1:${String(port)}`)
    .replace(/^PidFile .*$/m, `PidFile ${join(folder, "sshd.pid")}`);
  writeFileSync(configFile, configuration);
  let sshd = await start(configFile, port);

  async function end(): Promise<void> {
    const sessions = sshd.pid === undefined ? [] : childrenOf(sshd.pid);
    const exited = once(sshd, "exit");
    sshd.kill("SIGTERM");
    for (const session of sessions) kill(session);
    await exited;
  }

  return {
    port,
    async restart(pauseMs) {
      await end();
      await sleep(systemClock, pauseMs);
      sshd = await start(configFile, port);
    },
    async close() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(configFile: string, port: number): Promise<ChildProcess> {
  const sshd = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", configFile], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  sshd.stderr.on("data", (part: Buffer) => (said = (said + part.toString()).slice(-2_000)));
  const giveUpAt = systemClock.elapsed() + answersWithinMs;
  while (!(await isAnswering(port))) {
    if (sshd.exitCode !== null || systemClock.elapsed() > giveUpAt) throw new Error(`sshd does not answer: ${said}`);
    await sleep(systemClock, 20);
  }
  return sshd;
}

function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => {
      resolve(false);
    });
    socket.once("close", () => {
      resolve(false);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name of the program, in parentheses, may hold anything; the parent is the second word after it.
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return Number(fields[1]) === parent ? [Number(name)] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
