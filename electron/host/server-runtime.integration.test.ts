import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readBed, startServer, stopServer } from "../../e2e/bed/read-bed.mjs";
import { openWorld, type World } from "../testing/script-conformance/world.ts";

let world: World | undefined;
let squatter: ChildProcess | undefined;
afterEach(async () => {
  squatter?.kill();
  squatter = undefined;
  await startServer("few-1");
  await world?.close();
  world = undefined;
});

const squatting = `
import socket, sys
door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    caller, _ = door.accept()
    print(caller.recv(10000), flush=True)
`;

/** Another user of the server takes a port and tells what callers show there, but answers nobody. */
async function squat(port: number, home: string): Promise<() => string> {
  const { uid, gid } = statSync(home);
  let told = "";
  squatter = spawn("python3", ["-c", squatting, String(port)], { uid, gid, cwd: "/", env: { PATH: "/usr/bin:/bin" } });
  squatter.stdout?.on("data", (text: Buffer) => (told += text.toString()));
  await expect.poll(() => told).toBe("listening\n");
  return () => told;
}

function homeOf(name: string): string {
  const { servers, furtherServers } = readBed();
  const home = [...servers, ...furtherServers].find((server) => server.name === name)?.home;
  if (home === undefined) throw new Error(`the bed has no server ${name}`);
  return home;
}

/** The permissions of the folder for sockets, and of those in it that are called so. */
function socketsOf(folder: string, key: string): readonly string[] {
  const paths = readdirSync(folder).filter((name) => name.startsWith(key));
  return [".", ...paths].map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
}

async function startOn(server: string, name: string, script: string): Promise<string> {
  if (world === undefined) throw new Error("the world is open");
  const run = { on: "servers", serverIds: [await world.serverId(server)], groups: [] } as const;
  return world.start({ name, type: "BASH", run: { ...run, serverIds: [...run.serverIds], groups: [] }, script });
}

async function textOf(jobId: string): Promise<string> {
  const [execution] = (await world?.api.jobs.get({ id: jobId }))?.executions ?? [];
  if (execution === undefined) return "";
  const { parts } = (await world?.api.logs.read({ executionId: execution.id })) ?? { parts: [] };
  return parts.map(({ data }) => Buffer.from(data, "base64").toString()).join("");
}

test("the door on a server opens for the token of its own execution alone, whoever of its users comes", async () => {
  world = await openWorld();
  const jobId = await startOn(
    "web-1",
    "has a door",
    'echo "door $CRONIUM_RUNTIME_API $CRONIUM_EXECUTION_ID"; until cronium_variable_exists done; do sleep 0.1; done',
  );
  await expect.poll(() => textOf(jobId), { timeout: 30_000 }).toMatch(/door \S+ \S+/);
  const [, door = "", executionId = ""] = /door (\S+) (\S+)/.exec(await textOf(jobId)) ?? [];
  expect(door).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const ask = (more: string): string =>
    `curl -s -o /dev/null -w '%{http_code} ' ${more} ${door}/executions/${executionId}/input`;
  const own = `curl -s -o /dev/null -w '%{http_code} ' -H "Authorization: Bearer $CRONIUM_EXECUTION_TOKEN"`;
  // As another user of the same computer.
  const other = await startOn(
    "web-2",
    "has no business there",
    [
      ask(""),
      ask("-H 'Authorization: Bearer made.up.token'"),
      ask('-H "Authorization: Bearer $CRONIUM_EXECUTION_TOKEN"'),
      `${own} ${door}/executions/$CRONIUM_EXECUTION_ID/input`,
      `${own} $CRONIUM_RUNTIME_API/executions/$CRONIUM_EXECUTION_ID/input`,
    ].join("\n"),
  );
  expect((await world.end(other)).stdout).toBe("401 401 403 403 200 ");
  await world.api.variables.create({ key: "done", value: true });
  expect((await world.end(jobId)).status).toBe("completed");
  const [execution] = (await world.api.jobs.get({ id: jobId })).executions;
  expect(execution?.runtimeWay).toBe("tunnel");
  // With the end of the execution it is gone.
  await expect(fetch(`${door}/health`)).rejects.toThrow();
}, 60_000);

test("a script waits while its server is cut off, finds the program at another port, and is counted right", async () => {
  world = await openWorld({ rateLimitPerMinute: 0 });
  const otherHome = homeOf("web-2");
  const jobId = await startOn(
    "few-1",
    "counts on",
    'echo "door $CRONIUM_RUNTIME_API $CRONIUM_RUNTIME_SOCKET"; for i in $(seq 40); do cronium_increment_variable counted || exit 9; done',
  );
  await expect.poll(async () => Number(await world?.variable("counted")), { timeout: 30_000 }).toBeGreaterThan(3);
  await expect.poll(() => textOf(jobId)).toMatch(/door \S+:\d+ \S+\n/);
  const [, port, socket = ""] = /door \S+:(\d+) (\S+)/.exec(await textOf(jobId)) ?? [];
  const [folder, key = ""] = [dirname(socket), basename(socket).split(".")[0]];
  // Nobody else comes near it.
  expect(socketsOf(folder, key)).toEqual(["700", "600"]);
  await stopServer("few-1");
  const counted = Number(await world.variable("counted"));
  expect(counted).toBeLessThan(40);
  // However soon somebody takes the port: the script does not so much as connect to it.
  const told = await squat(Number(port), otherHome);
  await startServer("few-1");
  const end = await world.end(jobId);
  expect(told()).toBe("listening\n");
  expect(end).toMatchObject({ status: "completed" });
  expect(end.stdout.trim().split("\n").slice(1).map(Number)).toEqual(
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  // Neither the socket that was lost nor the one that came after it stays.
  await expect.poll(() => socketsOf(folder, key), { timeout: 30_000 }).toEqual(["700"]);
}, 120_000);

test("a script on a server that forwards ports but no sockets reaches the program by its port", async () => {
  world = await openWorld();
  const script = 'echo "$CRONIUM_RUNTIME_API$CRONIUM_RUNTIME_SOCKET"; cronium_increment_variable counted';
  const end = await world.end(await startOn("no-gzip-1", "counts", script));
  expect(end).toMatchObject({ status: "completed" });
  expect(end.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n1\n$/);
}, 60_000);

test("what a script without a connection notes is done once, though the program comes and goes meanwhile", async () => {
  world = await openWorld();
  const jobId = await startOn(
    "closed-1",
    "notes calls",
    "for i in $(seq 6); do cronium_increment_variable noted; sleep 0.7; done; cronium_output --text 'the end'",
  );
  await expect.poll(async () => Number(await world?.variable("noted")), { timeout: 30_000 }).toBeGreaterThan(0);
  await world.restart();
  const end = await world.end(jobId);
  expect(end).toMatchObject({ status: "completed", output: '"the end"', stdout: "1\n2\n3\n4\n5\n6\n" });
  expect(await world.variable("noted")).toBe("6");
  const [execution] = (await world.api.jobs.get({ id: jobId })).executions;
  expect(execution?.runtimeWay).toBe("bundled");
}, 60_000);
