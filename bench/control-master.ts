import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BedServer } from "../e2e/bed/read-bed.mjs";
import { until } from "../e2e/fixtures/until.ts";

/** An OpenSSH connection that stays open for other `ssh` processes to use. */
export interface ControlMaster {
  /** What follows `ssh` on a command line that uses it, up to and including the destination. */
  readonly parameters: readonly string[];
  close(): Promise<void>;
}

/** Opens one with the bed's key; the server's host key is checked. @throws Error when it is not up within 15 s */
export async function openControlMaster(server: BedServer): Promise<ControlMaster> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-bench-"));
  const knownHosts = join(directory, "known_hosts");
  const publicKey = await readFile(`${server.hostKeyFile}.pub`, "utf8");
  await writeFile(knownHosts, `[${server.address}]:${String(server.port)} ${publicKey}`);
  const parameters = [
    ...["-F", "none", "-i", server.privateKeyFile, "-p", String(server.port)],
    ...["-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes"],
    ...["-o", `UserKnownHostsFile=${knownHosts}`, "-o", `ControlPath=${join(directory, "control")}`],
    `${server.username}@${server.address}`,
  ];
  const master = spawn("ssh", ["-M", "-N", ...parameters], { stdio: "ignore" });
  const ended = once(master, "exit");
  const end = (): void => void master.kill();
  process.once("exit", end);

  async function close(): Promise<void> {
    end();
    if (master.exitCode === null && master.signalCode === null) await ended;
    process.removeListener("exit", end);
    await rm(directory, { recursive: true, force: true });
  }

  try {
    await until("the control master is up", 15_000, async () => {
      const [code] = (await once(spawn("ssh", ["-O", "check", ...parameters], { stdio: "ignore" }), "exit")) as [
        number,
      ];
      return code === 0;
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { parameters, close };
}
