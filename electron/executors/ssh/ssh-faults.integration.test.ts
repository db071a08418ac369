import { execFileSync, spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { usualOptions } from "../../../shared/server-options.ts";
import type { ServerConnection } from "../executor.ts";
import { requestFor } from "../conformance-bench.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { bedServer, connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";

let bench: SshBench;
let directory: string;

beforeAll(async () => {
  bench = await openSshBench("web-1");
  directory = await mkdtemp(join(tmpdir(), "cronium-ssh-"));
});
afterAll(async () => {
  await bench.close();
  await rm(directory, { recursive: true, force: true });
});

/** Makes a key of our own. @returns the private key's text */
async function makeKey(name: string, passphrase = ""): Promise<string> {
  const path = join(directory, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", path]);
  return readFile(path, "utf8");
}

async function runOn(server: ServerConnection) {
  const context = createRecordingContext();
  const request = requestFor(bench, "echo there", { target: { on: "servers", server } });
  const outcome = await bench.executor.run(request, context);
  await bench.executor.discard(context.lastHandle(), request);
  return { context, outcome };
}

async function failureOn(changes: Partial<ServerConnection>) {
  const { outcome, context } = await runOn(await connectionTo("web-1", changes));
  expect(context.startedCount()).toBe(0);
  if (outcome.kind !== "failed") throw new Error(`it was ${outcome.kind}`);
  return outcome.failure;
}

const key = (privateKey: string, passphrase?: string) => ({
  credential: { kind: "key" as const, privateKey, passphrase },
});

describe("what can go wrong with a connection", () => {
  it("names a refused port", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await until("the port to be known", () => server.listening);
    const { port } = server.address() as AddressInfo;
    server.close();
    await until("the port to be free", () => !server.listening);
    expect(await failureOn({ port })).toEqual({
      reason: "connect_failed",
      message: `127.0.0.1:${String(port)} refused the connection`,
    });
  });

  it("names a name that leads nowhere", async () => {
    expect(await failureOn({ address: "no-such-host.invalid" })).toEqual({
      reason: "connect_failed",
      message: "The name no-such-host.invalid could not be found",
    });
  });

  it("gives up on a door that opens and says nothing", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await until("the port to be known", () => server.listening);
    const { port } = server.address() as AddressInfo;
    const failure = await failureOn({ port, options: { ...usualOptions, connectTimeoutMs: 1_000 } });
    server.close();
    expect(failure).toEqual({
      reason: "connect_failed",
      message: `127.0.0.1:${String(port)} did not answer within 1 s`,
    });
  });

  it("does not authenticate to a server whose key nobody has accepted", async () => {
    const failure = await failureOn({ pinnedHostKey: undefined });
    expect(failure.reason).toBe("host_key_unknown");
    expect(failure.message).toContain(bedServer("web-1").hostKeyFingerprint);
  });

  it("names both keys when the server shows another than the pinned one", async () => {
    const { pinnedHostKey } = await connectionTo("web-2");
    const failure = await failureOn({ pinnedHostKey });
    expect(failure.reason).toBe("host_key_changed");
    expect(failure.message).toContain(bedServer("web-1").hostKeyFingerprint);
    expect(failure.message).toContain(bedServer("web-2").hostKeyFingerprint);
  });

  it.each([
    [
      "a key the server does not know",
      async () => key(await makeKey("stranger")),
      " for cronium-bed-1; it offers publickey",
    ],
    ["text that is no key", () => Promise.resolve(key("no key")), "damaged, or in a format"],
    ["an encrypted key alone", async () => key(await makeKey("closed", "open sesame")), "no passphrase is known"],
    ["a wrong passphrase", async () => key(await makeKey("closed-2", "open sesame"), "wrong"), "passphrase is wrong"],
    [
      "a password where none is taken",
      () => Promise.resolve({ credential: { kind: "password" as const, password: "x" } }),
      "does not accept passwords for cronium-bed-1",
    ],
  ])("says that authentication failed with %s", async (_case, changes, words) => {
    const failure = await failureOn(await changes());
    expect(failure.reason).toBe("authentication_failed");
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain("open sesame");
  });

  it("says so when there is no agent to ask", async () => {
    vi.stubEnv("SSH_AUTH_SOCK", undefined);
    const failure = await failureOn({ credential: { kind: "agent" } });
    vi.unstubAllEnvs();
    expect(failure).toMatchObject({ reason: "authentication_failed" });
    expect(failure.message).toContain("SSH_AUTH_SOCK");
  });
});

describe("what goes well", () => {
  it("authenticates with an agent", async () => {
    const socket = join(directory, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    const environment = { ...process.env, SSH_AUTH_SOCK: socket };
    await until("the agent to take the key", () => {
      try {
        execFileSync("ssh-add", ["-q", bedServer("web-1").privateKeyFile], { env: environment, stdio: "ignore" });
        return true;
      } catch {
        return false;
      }
    });
    vi.stubEnv("SSH_AUTH_SOCK", socket);
    const { outcome } = await runOn(await connectionTo("web-1", { credential: { kind: "agent" } }));
    vi.unstubAllEnvs();
    agent.kill();
    expect(outcome).toEqual({ kind: "exited", exitCode: 0 });
  });

  it("opens an encrypted key with its passphrase", async () => {
    const path = join(directory, "encrypted");
    execFileSync("cp", [bedServer("web-1").privateKeyFile, path]);
    execFileSync("chmod", ["600", path]);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "open sesame", "-f", path]);
    const { outcome } = await runOn(await connectionTo("web-1", key(await readFile(path, "utf8"), "open sesame")));
    expect(outcome).toEqual({ kind: "exited", exitCode: 0 });
  });

  it("runs 15 scripts on one server at once, each with its own output", async () => {
    const all = Array.from({ length: 15 }, async (_, index) => {
      const context = createRecordingContext();
      const request = requestFor(
        bench,
        `for i in {1..20}; do echo ${String(index)}-$i; sleep 0.05; done; exit ${String(index)}`,
      );
      const outcome = await bench.executor.run(request, context);
      await bench.executor.discard(context.lastHandle(), request);
      return { outcome, text: context.log.text("stdout") };
    });
    for (const [index, { outcome, text }] of (await Promise.all(all)).entries()) {
      expect(outcome).toEqual({ kind: "exited", exitCode: index });
      expect(text).toBe(Array.from({ length: 20 }, (_, line) => `${String(index)}-${String(line + 1)}\n`).join(""));
    }
  });
});

describe("testing a server", () => {
  it("tells its system, its key and how long it takes to answer", async () => {
    const check = await bench.executor.check(await connectionTo("web-3"));
    expect(check).toMatchObject({ status: "online", failure: undefined });
    expect(check.system).toMatch(/^Linux /);
    expect(check.latencyMs).toBeGreaterThanOrEqual(0);
    expect(check.hostKey?.fingerprint).toBe(bedServer("web-3").hostKeyFingerprint);
  });

  it("offers the key that nobody has accepted", async () => {
    const check = await bench.executor.check(await connectionTo("web-1", { pinnedHostKey: undefined }));
    expect(check).toMatchObject({ status: "untrusted", failure: { reason: "host_key_unknown" } });
    expect(check.hostKey?.fingerprint).toBe(bedServer("web-1").hostKeyFingerprint);
    expect(check.hostKey?.publicKey).toBe((await connectionTo("web-1")).pinnedHostKey);
  });

  it("shows the key that has changed", async () => {
    const { pinnedHostKey } = await connectionTo("web-2");
    const check = await bench.executor.check(await connectionTo("web-1", { pinnedHostKey }));
    expect(check).toMatchObject({ status: "host_key_changed", failure: { reason: "host_key_changed" } });
    expect(check.hostKey?.fingerprint).toBe(bedServer("web-1").hostKeyFingerprint);
  });

  it("says why a server is offline", async () => {
    const check = await bench.executor.check(await connectionTo("web-1", key(await makeKey("other"))));
    expect(check).toMatchObject({ status: "offline", failure: { reason: "authentication_failed" } });
    expect(await bench.executor.check(await connectionTo("web-1", { port: 1 }))).toMatchObject({
      status: "offline",
      hostKey: undefined,
      failure: { reason: "connect_failed" },
    });
  });
});
