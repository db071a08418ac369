import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readBed, type BedServer } from "../../../e2e/bed/read-bed.mjs";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import type { ConformanceBench } from "../conformance-bench.ts";
import type { ServerConnection, ServerCredential } from "../executor.ts";
import { createSshExecutor, type SshExecutor } from "./ssh-executor.ts";

export function bedServer(name: string): BedServer {
  const { servers, furtherServers } = readBed();
  const server = [...servers, ...furtherServers].find((candidate) => candidate.name === name);
  if (!server) throw new Error(`the bed has no server ${name}`);
  return server;
}

/** A server of the bed as a run reaches it: its key pinned, ours at hand. */
export async function connectionTo(name: string, changes: Partial<ServerConnection> = {}): Promise<ServerConnection> {
  const server = bedServer(name);
  const [, publicKey] = (await readFile(`${server.hostKeyFile}.pub`, "utf8")).split(" ");
  return {
    id: server.port,
    name,
    address: server.address,
    port: server.port,
    username: server.username,
    credential: await credentialOf(server),
    pinnedHostKey: publicKey,
    ...(server.jump === undefined ? {} : { jump: await connectionTo(server.jump) }),
    ...changes,
  };
}

async function credentialOf(server: BedServer): Promise<ServerCredential> {
  if (server.passwordFile !== undefined) {
    return { kind: "password", password: await readFile(server.passwordFile, "utf8") };
  }
  return {
    kind: "key",
    privateKey: await readFile(server.privateKeyFile, "utf8"),
    passphrase: undefined,
    ...(server.certificateFile && { certificate: await readFile(server.certificateFile, "utf8") }),
  };
}

export interface SshBench extends ConformanceBench {
  readonly executor: SshExecutor;
}

/** An executor and one of the bed's servers. */
export async function openSshBench(name: string): Promise<SshBench> {
  const executor = createSshExecutor({ clock: systemClock, logger: silentLogger });
  const runs = join(bedServer(name).home, ".cronium", "runs");
  return {
    executor,
    target: { on: "servers", server: await connectionTo(name) },
    withoutInterpreter: { environment: { PATH: "/nonexistent" } },
    remains: async (executionId) =>
      (await readdir(runs).catch(() => [])).filter((entry) => entry.startsWith(executionId)),
    close: () => executor.close(),
  };
}
