import { readFile } from "node:fs/promises";
import { readBed } from "../e2e/bed/read-bed.mjs";
import type { BenchRow, Scale } from "./bench-row.ts";
import { compareJobs, script } from "./compare-jobs.ts";
import { openControlMaster } from "./control-master.ts";
import { openJobTimer } from "./job-timer.ts";
import { timeCommand } from "./time-command.ts";

/**
 * A job on a server over a warm connection, beside the OpenSSH client running the same script in the same shell on the same
 * server: over its control master, and on a connection of its own.
 */
export async function benchSsh(scale: Scale): Promise<BenchRow[]> {
  const [server] = readBed().servers;
  if (server === undefined) throw new Error("the test bed has no server");
  const { name, address, port, username, hostKeyFingerprint: hostKey } = server;
  const privateKey = await readFile(server.privateKeyFile, "utf8");
  const master = await openControlMaster(server);
  try {
    const timer = await openJobTimer();
    try {
      const authentication = { kind: "key", privateKey } as const;
      const { id } = await timer.api.servers.create.mutate({ name, address, port, username, authentication, hostKey });
      // Shows its host key, which is pinned as it has the fingerprint given.
      const { ok, message } = await timer.api.servers.test.mutate({ id });
      if (!ok) throw new Error(message);
      const eventId = await timer.createEvent({
        name: "ssh",
        type: "BASH",
        run: { on: "servers", serverIds: [id] },
        script,
      });
      const common = { against: "ssh", timer, eventId, baselineRemoves: false };
      const alone = [...master.parameters.slice(0, -1), "-o", "ControlPath=none", ...master.parameters.slice(-1)];
      return [
        ...(await compareJobs({
          ...common,
          name: "SSH job",
          count: scale(40),
          baseline: () => timeCommand("ssh", [...master.parameters, "bash -s"], script),
        })),
        ...(await compareJobs({
          ...common,
          name: "SSH job, plain ssh",
          count: scale(20),
          baseline: () => timeCommand("ssh", [...alone, "bash -s"], script),
        })),
      ];
    } finally {
      await timer.close();
    }
  } finally {
    await master.close();
  }
}
