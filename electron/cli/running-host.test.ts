import { afterEach, expect, it } from "vitest";
import type { ServerCheck } from "../executors/ssh/server-check.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith, type ScriptedExecutor } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(executor?: ScriptedExecutor, check?: () => Promise<ServerCheck>): Promise<ServedHost> {
  const served = await serveTestHost({
    ...(executor === undefined ? {} : { executor }),
    ...(check === undefined ? {} : { check }),
  });
  closing.push(() => served.close());
  return served;
}

it("finds the host and says how it is", async () => {
  const { world } = await serve();
  expect(await world.json("status")).toMatchObject({
    running: true,
    pid: process.pid,
    url: expect.stringContaining("127.0.0.1"),
  });
  expect((await world.run("status")).text).toMatch(/^✓ Cronium .* runs as process/);
});

it.each([
  [0, "completed", 0],
  [7, "failed", 7],
  [137, "failed", 137],
])("run --wait exits with the script's own code %i", async (code, status, expected) => {
  const { host, world } = await serve(createScriptedExecutor(exitsWith(code)));
  await host.api.events.create(sampleEvent());
  const result = await world.run("run", "sample", "--wait");
  expect(result).toMatchObject({ status: expected, text: "" });
  expect(result.stderr).toContain(status);
  const document = await world.run("run", "sample", "--wait", "--json");
  expect(JSON.parse(document.text)).toMatchObject({ status, exitCode: code });
});

it("gives the exact bytes of each stream, whatever they are", async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
  const { host, world } = await serve(
    createScriptedExecutor(async ({ context }) => {
      await context.log.write("stdout", bytes);
      await context.log.write("system", Buffer.from("a remark of the program"));
      await context.log.write("stderr", Buffer.from("oh no\n"));
      return { kind: "exited", exitCode: 0 };
    }),
  );
  await host.api.events.create(sampleEvent());
  expect((await world.run("run", "sample", "--wait")).status).toBe(0);
  const [job] = (await world.json("job", "list")) as { id: string }[];
  const id = job?.id ?? "";
  expect((await world.run("logs", id, "--raw", "--stream", "stdout")).stdout.equals(bytes)).toBe(true);
  expect((await world.run("logs", id, "--raw", "--stream", "stderr")).text).toBe("oh no\n");
  expect((await world.run("logs", id, "--raw")).stdout.length).toBe(bytes.length + 6);
  const parts = (await world.run("logs", id, "--json", "--stream", "stdout")).text.trimEnd().split("\n");
  const joined = parts.map((part) => Buffer.from((JSON.parse(part) as { data: string }).data, "base64"));
  expect(Buffer.concat(joined).equals(bytes)).toBe(true);
  expect((await world.run("logs", id, "--execution", "2")).stderr).toMatch(/^cronium: The job has 1 execution\. 1 is/);
});

it("follows a job's output from before its start to its end", async () => {
  const executor = createScriptedExecutor();
  const { host, world } = await serve(executor);
  await host.api.events.create(sampleEvent());
  const following = world.run("run", "sample", "--follow");
  const run = await executor.nth(0);
  await run.context.log.write("stdout", Buffer.from("first\n"));
  await run.context.log.write("stdout", Buffer.from("second\n"));
  run.end({ kind: "exited", exitCode: 3 });
  expect(await following).toMatchObject({ status: 3, text: "first\nsecond\n" });
});

it("Ctrl-C only stops the waiting", async () => {
  const executor = createScriptedExecutor();
  const { host, world } = await serve(executor);
  await host.api.events.create(sampleEvent());
  const waiting = world.run("run", "sample", "--wait");
  await executor.nth(0);
  world.interrupt();
  const { status, stderr } = await waiting;
  expect(status).toBe(130);
  expect(stderr).toMatch(/Stopped waiting\. Job job_\w+ goes on/);
  expect((await host.api.jobs.list()).jobs[0]?.finishedAt).toBeUndefined();
});

it("shows each due instant once, with its decision and job", async () => {
  const { host, world } = await serve(createScriptedExecutor(exitsWith(0)));
  await host.api.events.create(sampleEvent({ schedule: { kind: "interval", everyMs: 10_000 } }));
  await host.clock.advance(35_000);
  const rows = (await world.json("why", "sample")) as { dueAt: number; decision: string; jobId?: string }[];
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map(({ dueAt }) => dueAt)).size).toBe(3);
  expect(rows.map(({ dueAt }) => dueAt)).toEqual(rows.map(({ dueAt }) => dueAt).sort((left, right) => left - right));
  expect((await world.run("why", "sample", "--limit", "1")).text.split("\n")).toHaveLength(3);
});

const fingerprint = `SHA256:${"k".repeat(43)}`;

it("trusts a host key only with consent, and only the one that was meant", async () => {
  let trusted = false;
  const { host, world } = await serve(undefined, () =>
    Promise.resolve({
      status: trusted ? "online" : "untrusted",
      hostKey: { algorithm: "ssh-ed25519", fingerprint, publicKey: "AAAA" },
      latencyMs: 5,
      system: "Linux",
      failure: trusted ? undefined : { reason: "host_key_unknown", message: "nobody has confirmed this key" },
    }),
  );
  const added = await world.run(
    "server",
    "add",
    "web-1",
    "--address",
    "127.0.0.1",
    "--username",
    "me",
    "--agent",
    "--group",
    "web",
  );
  expect(added.text).toContain(`It shows ssh-ed25519 ${fingerprint}`);
  expect(await world.run("server", "trust", "web-1")).toMatchObject({ status: 2, text: "" });
  const other = await world.run("server", "trust", "web-1", "--fingerprint", `SHA256:${"x".repeat(43)}`);
  expect(other).toMatchObject({ status: 1, text: "" });
  expect(other.stderr).toContain("Nothing was trusted.");
  expect((await host.api.servers.list())[0]?.pinned).toBeUndefined();
  const accepting = world.run("server", "trust", "web-1", "--fingerprint", fingerprint);
  expect((await accepting).text).toContain(`Trusted ${fingerprint}.`);
  trusted = true;
  expect((await host.api.servers.list())[0]?.pinned).toMatchObject({ fingerprint });
  expect((await world.run("server", "test", "web-1")).text).toMatch(
    /^✓ online {2}web-1: web-1 answers: Linux \(5ms\)\n$/,
  );
  expect((await world.run("server", "list")).text).toMatch(/web-1 +✓ online +me@127\.0\.0\.1:22 +web/);
});

it("refuses what would take the database from under a running host, and does the rest through it", async () => {
  const { world } = await serve();
  for (const words of [["migrate"], ["rollback", "--yes"], ["restore", "x", "--yes"]]) {
    const { status, stderr } = await world.run("db", ...words);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^cronium: This needs that no Cronium runs on the data directory\. Stop it with `cronium stop`/,
    );
  }
  expect((await world.run("db", "backup")).text).toMatch(/by-hand\.sqlite\n$/);
  expect((await world.run("db", "validate")).status).toBe(0);
  expect((await world.run("doctor")).status).toBe(0);
});
