import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { createRecordingContext, until } from "../recording-context.ts";
import { attackScript, type AttackAim } from "./attack-script.ts";
import { docker, openSample, runSample, sampleRequest } from "./docker-samples.ts";
import { ownImage } from "./images/recipe.ts";
import { openSampleDoor } from "./sample-door.ts";

const metadata = "169.254.169.254/32";
const listening = `import http.server; print("ready", flush=True); http.server.HTTPServer(("0.0.0.0", 9099), http.server.SimpleHTTPRequestHandler).serve_forever()`;

/** What each attack came to: true where it succeeded, else what stopped it. */
type Found = Readonly<Record<string, true | string>>;

describe("attacks from within a container", () => {
  let sample: ReturnType<typeof openSample>;
  let aim: AttackAim;
  let neighbour: string;
  let stopNeighbours: () => Promise<void>;
  const servers: Server[] = [];
  const runtime = openSampleDoor((_request, response) => response.end("api"));

  beforeAll(async () => {
    readBed();
    sample = openSample();
    // As in a cloud: somebody answers at this address, for whoever can send there.
    execFileSync("ip", ["address", "replace", metadata, "dev", "lo"]);
    const everywherePort = await listen("0.0.0.0");
    const loopbackPort = await listen("127.0.0.1");
    const hostAddresses = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => address);
    const other = createRecordingContext();
    const request = sampleRequest(listening, { ...target("outside"), type: "PYTHON", runtime });
    const running = sample.executor.run(request, other);
    stopNeighbours = async () => {
      other.requestStop("cancel");
      await running;
      await sample.executor.discard(other.lastHandle(), request);
    };
    await until("the other execution to listen", () => other.log.text("stdout") === "ready\n", 100_000);
    // The image is there by now.
    neighbour = docker("run", "-d", "--rm", "--entrypoint", "python3", ownImage("PYTHON"), "-c", listening).trim();
    const relay = String(other.lastHandle()["relay"]);
    aim = {
      everywherePort,
      loopbackPort,
      hostAddresses,
      neighbours: [addressOf(neighbour), addressOf(relay)].flatMap((address) => [
        [address, 9099],
        [address, 8081],
      ]),
    };
  });

  afterAll(async () => {
    docker("rm", "-f", neighbour);
    await stopNeighbours();
    await sample.close();
    runtime.close();
    for (const server of servers) server.close();
    execFileSync("ip", ["address", "del", metadata, "dev", "lo"]);
  });

  async function listen(host: string): Promise<number> {
    const server = createServer((_request, response) => response.end("reached"));
    servers.push(server);
    await new Promise((resolve) => server.listen(0, host, () => resolve(undefined)));
    return (server.address() as { port: number }).port;
  }

  /** The same script with nothing to hold it: what it can do then. */
  async function unprotected(...flags: readonly string[]): Promise<Found> {
    const parameters = ["run", "--rm", "--user", "0:0", ...flags, "--entrypoint", "python3", ownImage("PYTHON")];
    // Not waited for in one piece: the services that are attacked are this process's own.
    const { stdout } = await promisify(execFile)("docker", [...parameters, "-c", attackScript(aim)]);
    return JSON.parse(stdout) as Found;
  }

  async function protectedRun(network: "none" | "outside"): Promise<Found> {
    const { stdout, stderr } = await runSample(sample.executor, attackScript(aim), {
      ...target(network),
      type: "PYTHON",
      runtime,
    });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Found;
  }

  it("succeed where nothing holds them: each of them means something", async () => {
    const rights = ["SYS_ADMIN", "SYS_PTRACE", "SYS_TIME", "SYSLOG"].flatMap((right) => ["--cap-add", right]);
    const open = ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"];
    const bare = await unprotected(
      ...rights,
      ...open.flatMap((word) => ["--security-opt", word]),
      ...["--pid", "host", "-v", "/var/run/docker.sock:/var/run/docker.sock"],
    );
    const onHost = await unprotected("--network", "host");
    const possible = { ...bare, ...succeeded(onHost) };
    const impossible = Object.keys(possible).filter((name) => possible[name] !== true);
    // The images have no programs that become root, whoever looks; nobody has a link-local address on the bridge.
    expect(impossible).toEqual(["the same by a link-local address", "programs that become root"]);
  });

  it("fail without access to the outside", async () => {
    const found = await protectedRun("none");
    expect(succeeded(found)).toEqual({});
    expect(Object.keys(found).length).toBeGreaterThan(20);
  });

  it("fail with access to the outside, which is there", async () => {
    const found = await protectedRun("outside");
    expect(succeeded(found)).toEqual({});
    // Refused at once, not left waiting.
    expect(found["a service on the host's addresses"]).toBe("EHOSTUNREACH");
    expect(found["the cloud's metadata"]).toBe("EHOSTUNREACH");
  });

  it("find a relay that has given up what it needed to close its network", async () => {
    const context = createRecordingContext();
    const request = sampleRequest("echo ready; sleep 60", { ...target("outside"), runtime });
    const running = sample.executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
    const relay = String(context.lastHandle()["relay"]);
    const processId = docker("inspect", "-f", "{{.State.Pid}}", relay).trim();
    const status = readFileSync(`/proc/${processId}/status`, "utf8").replaceAll(/\s+/g, " ");
    expect(status).toMatch(/Uid: 10081 10081 10081 10081 .*Gid: 10081 10081 10081 10081 /);
    expect(status).toMatch(/CapPrm: 0000000000000000 CapEff: 0000000000000000 /);
    expect(status).toMatch(/NoNewPrivs: 1 /);
    context.requestStop("cancel");
    await running;
    await sample.executor.discard(context.lastHandle(), request);
  });
});

function target(network: "none" | "outside") {
  return { target: { on: "container", image: undefined, network } } as const;
}

function succeeded(found: Found): Found {
  return Object.fromEntries(Object.entries(found).filter(([, result]) => result === true));
}

function addressOf(container: string): string {
  return docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container).trim();
}
