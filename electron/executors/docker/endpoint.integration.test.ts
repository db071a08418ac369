import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { containerName } from "./container-spec.ts";
import { openSample, runSample, sampleRequest } from "./docker-samples.ts";
import { createRecordingContext, until } from "../recording-context.ts";

const socketPath = "/var/run/docker.sock";
const directory = mkdtempSync(join(tmpdir(), "cronium-endpoint-"));
const before = { ...process.env };
const samples: ReturnType<typeof openSample>[] = [];

function open(environment: Record<string, string>) {
  Object.assign(process.env, environment);
  const sample = openSample();
  samples.push(sample);
  return sample;
}

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
  // What is left is removed at the usual place.
  for (const sample of samples.splice(0)) await sample.close();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function expectWhole(sample: ReturnType<typeof openSample>): Promise<void> {
  const { outcome, stdout } = await runSample(sample.executor, "head -c 300000 /dev/zero | tr '\\0' x; exit 3");
  expect(outcome).toEqual({ kind: "exited", exitCode: 3 });
  expect(stdout).toHaveLength(300_000);
  const context = createRecordingContext();
  const request = sampleRequest("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done");
  const running = sample.executor.run(request, context);
  await until("the script to be ready", () => context.log.text("stdout").includes("ready"));
  context.requestStop("cancel");
  expect(await running).toMatchObject({ kind: "stopped", survivors: [] });
  expect(context.log.text("stdout")).toBe("ready\nbye\n");
  await sample.executor.discard(context.lastHandle(), request);
  // Asked directly: while this waits, nothing else in this process goes on.
  const asking = ["ps", "-aq", "--filter", `name=${containerName(request.executionId)}`];
  expect(execFileSync("docker", asking, { env: before }).toString()).toBe("");
}

describe("an engine behind TLS", () => {
  const connections = new Set<Socket>();
  let port = 0;
  let close = (): void => undefined;

  beforeAll(async () => {
    const inDirectory = { cwd: directory, stdio: "ignore" } as const;
    const openssl = (...words: string[]): void => {
      execFileSync("openssl", words, inDirectory);
    };
    const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    openssl("req", "-x509", ...fresh, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=test", "-days", "2");
    for (const [name, extra] of [
      ["server", "subjectAltName=DNS:localhost"],
      ["client", "extendedKeyUsage=clientAuth"],
    ] as const) {
      const [key, request, out] = [`${name}-key.pem`, `${name}.csr`, `${name}-cert.pem`];
      openssl("req", ...fresh, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
      writeFileSync(join(directory, "extra"), extra);
      const signing = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "extra"];
      openssl("x509", "-req", "-in", request, "-out", out, ...signing);
    }
    const read = (name: string): Buffer => readFileSync(join(directory, name));
    writeFileSync(join(directory, "cert.pem"), read("client-cert.pem"));
    writeFileSync(join(directory, "key.pem"), read("client-key.pem"));
    const material = { ca: read("ca.pem"), cert: read("server-cert.pem"), key: read("server-key.pem") };
    const server = createServer(
      { ...material, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true },
      (near) => {
        const far = createConnection({ path: socketPath, allowHalfOpen: true });
        for (const each of [near, far]) {
          connections.add(each);
          each.on("error", () => undefined);
          each.on("close", () => {
            near.destroy();
            far.destroy();
          });
        }
        near.pipe(far).pipe(near);
      },
    );
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
    close = () => {
      server.close();
      for (const connection of connections) connection.destroy();
    };
  });
  afterAll(() => {
    close();
  });

  it("runs scripts like one at a socket", async () => {
    const host = `tcp://localhost:${String(port)}`;
    const sample = open({ DOCKER_HOST: host, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: directory });
    expect((await sample.executor.check()).detail).toContain(`${host} (by DOCKER_HOST)`);
    await expectWhole(sample);
  });

  it("is not spoken to when it is not the one that was meant, and says why", async () => {
    const sample = open({
      DOCKER_HOST: `tcp://127.0.0.1:${String(port)}`,
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: directory,
    });
    const { available, detail } = await sample.executor.check();
    expect(available).toBe(false);
    expect(detail).toMatch(/altnames|does not match/i);
    const { outcome } = await runSample(sample.executor, "echo never");
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "docker_unavailable" } });
  });
});

describe("an engine behind ssh", () => {
  it("is reached through the docker command there", async () => {
    // Stands where ssh does: does at once here what the server would be asked to do.
    const program = join(directory, "ssh");
    writeFileSync(program, '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nunset DOCKER_HOST\nexec "$@"\n');
    chmodSync(program, 0o755);
    const sample = open({ DOCKER_HOST: "ssh://me@far", PATH: `${directory}:${process.env["PATH"] ?? ""}` });
    expect((await sample.executor.check()).detail).toContain("ssh://me@far (by DOCKER_HOST)");
    await expectWhole(sample);
  });

  it("that lets nobody in is told with ssh's own words", async () => {
    const program = join(directory, "ssh");
    writeFileSync(program, "#!/bin/sh\necho 'Permission denied (publickey).' >&2\nexit 255\n");
    chmodSync(program, 0o755);
    const sample = open({ DOCKER_HOST: "ssh://me@far", PATH: `${directory}:${process.env["PATH"] ?? ""}` });
    const { available, detail } = await sample.executor.check();
    expect(available).toBe(false);
    expect(detail).toContain("Permission denied (publickey)");
  });
});
