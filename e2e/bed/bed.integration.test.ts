import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { BedServer } from "./read-bed.mjs";
import { cutConnections, readBed, replaceHostKey, restoreHostKey, startServer, stopServer } from "./read-bed.mjs";

const run = promisify(execFile);
const bed = readBed();
const exampleFile = join(import.meta.dirname, "..", "..", "examples", "first-run", "cronium.yaml");
const folder = mkdtempSync(join(tmpdir(), "cronium-bed-test-"));

afterAll(() => rmSync(folder, { recursive: true }));

interface ExampleServer {
  readonly name: string;
  readonly hostKey?: string;
}

/** Options of the OpenSSH client that take the bed's key and let only the server's own host key pass. */
function doorTo(server: BedServer): readonly string[] {
  const [kind, key] = readFileSync(`${server.hostKeyFile}.pub`, "utf8").split(" ");
  const knownHosts = join(folder, server.name);
  writeFileSync(knownHosts, `[${server.address}]:${server.port} ${kind} ${key}\n`);
  const options = ["StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHosts}`, "LogLevel=ERROR", "BatchMode=yes"];
  const identity = ["-F", "none", "-i", server.privateKeyFile, "-p", String(server.port)];
  return [...options.flatMap((option) => ["-o", option]), ...identity, `${server.username}@${server.address}`];
}

async function onServer(server: BedServer, command: string): Promise<string> {
  return (await run("ssh", [...doorTo(server), command])).stdout.trim();
}

async function inContainer(image: string, ...command: readonly string[]): Promise<string> {
  const { stdout } = await run("docker", ["run", "--rm", "--init", "--network", "none", image, ...command]);
  return stdout.trim();
}

describe("servers", () => {
  it.each(bed.servers)("$name lets its own account in", async (server) => {
    expect(await onServer(server, "id -un")).toBe(server.username);
    expect(await onServer(server, "pwd")).toBe(server.home);
  });

  it.each(bed.servers)("$name has the fingerprint that OpenSSH names", async (server) => {
    const { stdout } = await run("ssh-keygen", ["-lf", `${server.hostKeyFile}.pub`]);
    expect(stdout.split(" ")[1]).toBe(server.hostKeyFingerprint);
  });

  it.each(bed.servers)("$name has a private host key that OpenSSH reads as the public one", async (server) => {
    const { stdout } = await run("ssh-keygen", ["-y", "-f", server.hostKeyFile]);
    expect(stdout).toBe(readFileSync(`${server.hostKeyFile}.pub`, "utf8"));
  });

  it("have the host keys that the first-run example names", () => {
    const example = parse(readFileSync(exampleFile, "utf8")) as { readonly servers: readonly ExampleServer[] };
    const named = example.servers.map(({ name, hostKey }) => [name, hostKey]);
    const shown = bed.servers.map((server) => [server.name, server.hostKeyFingerprint]);
    expect(named).toEqual(shown.slice(0, 2));
  });

  it("have different login shells", () => {
    expect(new Set(bed.servers.map((server) => server.shell)).size).toBe(bed.servers.length);
  });
});

describe("unusual servers", () => {
  const named = (name: string) => bed.furtherServers.find((server) => server.name === name) as BedServer;

  it("have what makes them so: a tar without gzip, and a place that only a gate leads to", async () => {
    await expect(onServer(named("no-gzip-1"), "tar -czf /dev/null /etc/hostname")).rejects.toThrow("invalid option");
    const inner = named("inner-1");
    await expect(onServer(inner, "true")).rejects.toThrow(/refused/);
    expect(inner.jump).toBe("gate-1");
  });
});

describe("control of one server", () => {
  const name = "web-3";
  const server = () => readBed().servers.find((candidate) => candidate.name === name) as BedServer;

  afterAll(async () => {
    await restoreHostKey(name);
    await startServer(name);
  });

  it("stops and starts", async () => {
    const stopped = server();
    await stopServer(name);
    expect(() => readBed({ patienceMs: 0 })).toThrow(/web-3.*npm run bed/);
    await expect(onServer(stopped, "true")).rejects.toThrow();
    await startServer(name);
    expect(await onServer(server(), "id -un")).toBe(stopped.username);
  });

  it("cuts connections and goes on listening", async () => {
    const { child, ready, ended } = openSession(server());
    await ready;
    cutConnections(name);
    await ended;
    expect(child.exitCode).not.toBe(0);
    expect(await onServer(server(), "id -un")).toBe(server().username);
  });

  it("shows another host key, and its own again", async () => {
    const own = server().hostKeyFingerprint;
    const doorByOwnKey = doorTo(server());
    await replaceHostKey(name);
    expect(server().hostKeyFingerprint).not.toBe(own);
    await expect(run("ssh", [...doorByOwnKey, "true"])).rejects.toThrow(/Host key verification failed/);
    await onServer(server(), "true");
    await restoreHostKey(name);
    expect(server().hostKeyFingerprint).toBe(own);
    await onServer(server(), "true");
  });

  /** A session that says when it is open and stays open until its input ends or it is cut. */
  function openSession(at: BedServer) {
    const child = execFile("ssh", [...doorTo(at), "echo open; cat"]);
    const ready = new Promise((resolve) => child.stdout?.once("data", resolve));
    const ended = new Promise((resolve) => child.once("close", resolve));
    return { child, ready, ended };
  }
});

describe("images", () => {
  it.each([
    ["bash", ["bash", "-c", "echo $((1 + 1)); id -u"], "2\n1000"],
    ["python", ["python", "-c", "import json, os, ssl, sqlite3; print(json.dumps(os.getuid()))"], "1000"],
    ["node", ["node", "-e", "console.log(process.getuid())"], "1000"],
    ["busybox", ["id", "-un"], "cronium"],
  ] as const)("%s runs as the account cronium, without a network", async (kind, command, expected) => {
    expect(await inContainer(bed.docker.images[kind], ...command)).toBe(expected);
  });

  it("hold the common tools and certificates", async () => {
    const script = "type curl jq tini awk >/dev/null && test -s /etc/ssl/certs/ca-certificates.crt && echo all";
    expect(await inContainer(bed.docker.images.bash, "bash", "-c", script)).toBe("all");
  });
});

describe("keychain", () => {
  it("keeps, reads and forgets a secret", async () => {
    const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: bed.keychain.dbusAddress };
    const attributes = ["cronium-bed-test", randomUUID()];
    const secret = randomUUID();
    const storing = run("secret-tool", ["store", "--label=Cronium test", ...attributes], { env });
    storing.child.stdin?.end(secret);
    await storing;
    expect((await run("secret-tool", ["lookup", ...attributes], { env })).stdout).toBe(secret);
    await run("secret-tool", ["clear", ...attributes], { env });
    await expect(run("secret-tool", ["lookup", ...attributes], { env })).rejects.toThrow();
  });
});

describe("chromium", () => {
  it("says its version", async () => {
    expect((await run(bed.chromium.path, ["--version", "--no-sandbox"])).stdout).toMatch(/Chrom\w+ \d+\./);
  });
});
