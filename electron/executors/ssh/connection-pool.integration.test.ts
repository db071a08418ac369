import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestFor } from "../conformance-bench.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { bedServer, connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";

/** A server that allows two sessions on a connection, fewer than are asked for. */
let server: ChildProcess;
let bench: SshBench;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cronium-pool-"));
  const port = await freePort();
  const configuration = (await readFile(bedServer("web-1").configFile, "utf8"))
    .replace(/^ListenAddress .*$/m, `ListenAddress 127.0.0.1:${String(port)}`)
    .replace(/^PidFile .*$/m, "PidFile none")
    .replace(/^MaxSessions .*$/m, "MaxSessions 2");
  const path = join(directory, "sshd_config");
  await writeFile(path, configuration);
  server = spawn("/usr/sbin/sshd", ["-D", "-f", path], { stdio: "ignore" });
  const connection = await connectionTo("web-1", { port });
  bench = { ...(await openSshBench("web-1")), target: { on: "servers", server: connection } };
  await until("the server to answer", async () => (await bench.executor.check(connection)).status === "online");
});
afterAll(async () => {
  await bench.close();
  server.kill();
  await rm(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await until("a free port", () => listener.listening);
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await until("the port to be free", () => !listener.listening);
  return port;
}

describe("a server that allows few sessions", () => {
  it("runs more scripts at once than one of its connections can carry", async () => {
    const all = Array.from({ length: 6 }, async (_, index) => {
      const context = createRecordingContext();
      const request = requestFor(bench, `echo start; sleep 0.5; exit ${String(index)}`);
      const outcome = await bench.executor.run(request, context);
      await bench.executor.discard(context.lastHandle(), request);
      return { outcome, text: context.log.text("stdout") };
    });
    const expected = Array.from({ length: 6 }, (_, exitCode) => ({
      outcome: { kind: "exited", exitCode },
      text: "start\n",
    }));
    expect(await Promise.all(all)).toEqual(expected);
  });

  it("stops a run although every session is taken", async () => {
    const contexts = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const context = createRecordingContext();
        const request = requestFor(bench, "echo ready; sleep 1000");
        const outcome = bench.executor.run(request, context);
        await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
        return { context, request, outcome };
      }),
    );
    for (const { context } of contexts) context.requestStop("cancel");
    for (const { context, request, outcome } of contexts) {
      expect(await outcome).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
      await bench.executor.discard(context.lastHandle(), request);
    }
  });
});
