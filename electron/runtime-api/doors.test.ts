import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair, type Duplex } from "node:stream";
import { afterEach, expect, test } from "vitest";
import type { Logger } from "../base/logger.ts";
import { openTestHost, type TestHost, type TestHostOptions } from "../testing/open-test-host.ts";
import { askRuntimeApi, runtimeScript, startScript, type RuntimeScript } from "../testing/runtime-script.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";
import type { Tool } from "../tools/registry.ts";

let current: TestHost | undefined;
afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function open(options: TestHostOptions = {}): Promise<TestHost> {
  current = await openTestHost(options);
  return current;
}

const input = "/executions/{id}/input";

/** Asks over a connection of the script's own place; resolves with all that comes back. */
function askTunnelled(script: RuntimeScript, path: string, headers = ""): Promise<string> {
  const [near, far] = duplexPair();
  script.run.request.runtime?.accept(far);
  near.write(
    `GET ${path.replace("{id}", script.executionId)} HTTP/1.1\r\nHost: runtime-api:8081\r\n` +
      `Authorization: Bearer ${script.token}\r\n${headers}Connection: close\r\n\r\n`,
  );
  return textOf(near);
}

function textOf(connection: Duplex): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    connection.on("data", (part: Buffer) => (text += part.toString()));
    connection.on("error", () => undefined);
    connection.on("end", () => connection.end());
    connection.on("close", () => {
      resolve(text);
    });
  });
}

test("a connection from a container is served, and closed with the end of its execution", async () => {
  const host = await open();
  const script = await startScript(host, { input: 1 });
  expect(await askTunnelled(script, input)).toMatch(/^HTTP\/1\.1 200[^]*"data":1/);
  const [, idle] = duplexPair();
  script.run.request.runtime?.accept(idle);
  const closed = new Promise((resolve) => idle.once("close", resolve));
  script.run.end({ kind: "exited", exitCode: 0 });
  await closed;
  const [, late] = duplexPair();
  script.run.request.runtime?.accept(late);
  expect(late.destroyed).toBe(true);
});

test("one execution cannot take up all connections", async () => {
  const host = await open();
  const script = await startScript(host);
  const pairs = Array.from({ length: 65 }, () => duplexPair());
  for (const [, far] of pairs) script.run.request.runtime?.accept(far);
  expect(pairs.map(([, far]) => far.destroyed)).toEqual([...Array<boolean>(64).fill(false), true]);
  expect((await script.ask(input)).status).toBe(200);
});

test("the port is kept over a restart, and another is taken while somebody else has it", async () => {
  const first = await open();
  const { host, dataDirectory } = first;
  const port = Number(new URL(host.runtimeApi ?? "").port);
  expect(port).toBeLessThan(30_000);
  current = await first.restart();
  expect(current.host.runtimeApi).toBe(host.runtimeApi);
  await current.host.stop();
  const squatter = createServer().listen(port, "127.0.0.1");
  await new Promise((resolve) => squatter.once("listening", resolve));
  try {
    current = await openTestHost({ dataDirectory });
    expect(current.host.runtimeApi).not.toBe(host.runtimeApi);
    const chosen = openTestHost({ runtimeApi: { port } });
    await expect(chosen).rejects.toMatchObject({ code: "unavailable" });
  } finally {
    squatter.close();
  }
});

test("a script that outlives the program goes on with its token; that of an ended one opens nothing", async () => {
  const first = await open();
  const surviving = await startScript(first, { input: "before" });
  const finished = await startScript(first);
  const add = (base: string) =>
    askRuntimeApi(base, `/executions/${surviving.executionId}/variables/sum/increment`, {
      body: { by: 1 },
      headers: { authorization: `Bearer ${surviving.token}`, "idempotency-key": "asked-over-the-restart" },
    });
  expect((await add(first.host.runtimeApi ?? "")).body?.data).toMatchObject({ value: 1 });
  finished.run.end({ kind: "exited", exitCode: 0 });
  await first.clock.advance(0);
  const next = createScriptedExecutor();
  current = await first.restart(next);
  const resumed = runtimeScript(current, await next.nth(0), surviving.eventId);
  expect(resumed.executionId).toBe(surviving.executionId);
  const { runtimeApi: base = "" } = current.host;
  const ask = (script: RuntimeScript) =>
    askRuntimeApi(base, `/executions/${script.executionId}/input`, {
      headers: { authorization: `Bearer ${script.token}` },
    });
  expect((await ask(surviving)).body?.data).toBe("before");
  expect((await add(base)).body?.data).toMatchObject({ value: 1, version: 1 });
  expect((await ask(finished)).body?.code).toBe("invalid_token");
  // Twice over: the program that took it up has not replaced what is stored of its token.
  const last = createScriptedExecutor();
  current = await current.restart(last);
  const run = await last.nth(0);
  expect((await ask(surviving)).body?.data).toBe("before");
  const mismatch = await askRuntimeApi(base, `/executions/${finished.executionId}/input`, {
    headers: { authorization: `Bearer ${surviving.token}` },
  });
  expect(mismatch.body?.code).toBe("execution_mismatch");
  run.end({ kind: "exited", exitCode: 0 });
  await current.clock.advance(0);
  expect((await ask(surviving)).body?.code).toBe("revoked_token");
  const { store } = current.host.createContext();
  expect(await store.read.selectFrom("runtime_calls").selectAll().execute()).toEqual([]);
});

test("while an execution is not taken up yet its script is asked to come again", async () => {
  const host = await open();
  const script = await startScript(host);
  // As an earlier start of the program left it.
  const claims = Buffer.from(JSON.stringify({ executionId: script.executionId })).toString("base64url");
  const token = `e30.${claims}.of-an-earlier-start`;
  const hash = createHash("sha256").update(token).digest("hex");
  const { store } = host.host.createContext();
  const ask = () => script.ask(input, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).body?.code).toBe("invalid_token");
  await store.write.updateTable("executions").set({ token_hash: hash }).execute();
  const answer = await ask();
  expect(answer).toMatchObject({ status: 503, body: { code: "not_ready" } });
  expect(answer.headers["retry-after"]).toBe("1");
});

test("stopping answers what is under way, and asks the rest to come again", async () => {
  const { promise: acting, resolve: act } = Promise.withResolvers<undefined>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
  const slow: Tool = {
    name: "slow",
    actions: [
      {
        name: "act",
        description: "Waits to be let go",
        async run() {
          begin(undefined);
          await acting;
          return { data: "done" };
        },
      },
    ],
  };
  const host = await open({ tools: [slow] });
  const script = await startScript(host);
  const asked = script.ask("/tool-actions/execute", { body: { tool: "slow", action: "act" } });
  await begun;
  const stopped = host.host.stop();
  const answer = await asked;
  expect(answer).toMatchObject({ status: 503, body: { code: "shutting_down" } });
  expect(answer.headers["retry-after"]).toBe("1");
  act(undefined);
  await stopped;
  await expect(script.ask(input)).rejects.toThrow();
});

test("pages of the origins that are named may call, and say so to the browser", async () => {
  const origin = "https://tools.example";
  const host = await open({ runtimeApi: { allowedOrigins: [origin], allowedHosts: ["cronium.lan:8081"] } });
  const script = await startScript(host);
  const answer = await script.ask(input, { headers: { origin, host: "cronium.lan:8081" } });
  expect(answer.status).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBe(origin);
  const preflight = await askRuntimeApi(host.host.runtimeApi ?? "", "/executions/x/output", {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers["access-control-allow-headers"]).toContain("Authorization");
  expect((await script.ask(input, { headers: { origin: "https://other.example" } })).status).toBe(403);
});

test("with a certificate it speaks TLS on this computer, and not without one", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cronium-tls-"));
  try {
    const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", certificate];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files], {
      stdio: "ignore",
    });
    const settings = { enableTls: true, tlsCertificate: certificate, tlsKey: key };
    const host = await open({ runtimeApi: settings });
    const address = host.host.runtimeApi ?? "";
    expect(address).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      get(`${address}/health`, { ca: readFileSync(certificate) }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on("error", reject);
    });
    expect(status).toBe(200);
    const script = await startScript(host, { input: "over a tunnel" });
    expect(await askTunnelled(script, input)).toContain("over a tunnel");
    const without = openTestHost({ runtimeApi: { enableTls: true } });
    await expect(without).rejects.toMatchObject({ code: "invalid_input" });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("the program's own log names calls by their address alone", async () => {
  const lines: string[] = [];
  const note = (...said: unknown[]): void => void lines.push(JSON.stringify(said));
  const logger = { debug: note, info: note, warn: note, error: note, child: () => logger } as unknown as Logger;
  const host = await open({ logger });
  const script = await startScript(host);
  await script.data("/executions/{id}/variables/name_of_it", { method: "PUT", body: { value: "value of it" } });
  await script.ask("/executions/{id}/variables/name_of_it", { headers: { authorization: "Bearer wrong" } });
  const calls = lines.filter((line) => line.includes("a call of a script was answered"));
  expect(calls).toHaveLength(2);
  expect(calls[1]).toContain('"status":401,"code":"invalid_token"');
  for (const hidden of [script.token, "name_of_it", "value of it", "wrong"]) {
    expect(lines.join("\n")).not.toContain(hidden);
  }
});

test("figures tell of requests, refusals, sessions, jobs and the cache, and of no execution", async () => {
  const host = await open();
  const script = await startScript(host);
  await script.ask("/executions/{id}/variables/a", { method: "PUT", body: { value: 1 } });
  for (let read = 0; read < 3; read++) await script.data("/executions/{id}/variables/a");
  await script.ask("/executions/other/input");
  const { text } = await askRuntimeApi(host.host.runtimeApi ?? "", "/metrics");
  const route = 'route="/executions/:id/variables/:key"';
  expect(text).toContain(`cronium_runtime_requests_total{method="GET",${route},status="200"} 3`);
  expect(text).toContain('cronium_runtime_refusals_total{code="execution_mismatch"} 1');
  expect(text).toContain("cronium_runtime_sessions 1");
  expect(text).toContain('cronium_jobs{status="running"} 1');
  expect(text).toMatch(/cronium_variable_cache_hits_total [23]\n/);
  expect(text).not.toContain(script.executionId);
  expect((await askRuntimeApi(host.host.runtimeApi ?? "", "/ready")).status).toBe(200);
});
