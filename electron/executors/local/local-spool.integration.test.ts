import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { processesNaming, requestFor, uniqueSleep, type ConformanceBench } from "../conformance-bench.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { createLocalExecutor } from "./local-executor.ts";

const dataDirectory = await mkdtemp(join(tmpdir(), "cronium-spool-"));
const spoolDirectory = join(dataDirectory, "runs");
const executor = createLocalExecutor({ clock: systemClock, logger: silentLogger, directory: dataDirectory });
const bench: ConformanceBench = {
  executor,
  target: { on: "this-computer" },
  withoutInterpreter: {},
  remains: () => Promise.resolve([]),
  close: () => executor.close(),
};

afterAll(async () => {
  await executor.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Starts a script and waits until it says `ready`. */
async function startReady(script: string, environment: Record<string, string> = {}) {
  const context = createRecordingContext();
  const request = requestFor(bench, `echo ready\n${script}`, { environment });
  const running = executor.run(request, context);
  await until("the script to be ready", () => context.log.text("stdout").includes("ready\n"));
  return { context, request, running, directory: join(spoolDirectory, request.executionId) };
}

describe("a spool", () => {
  it("keeps what was written before a script opens /dev/stderr and /dev/stdout", async () => {
    const context = createRecordingContext();
    const script = "echo a; echo b >/dev/stdout; echo c; echo 1 >&2; echo 2 >/dev/stderr; echo 3 >&2";
    await executor.run(requestFor(bench, script), context);
    expect(context.log.text("stdout")).toBe("a\nb\nc\n");
    expect(context.log.text("stderr")).toBe("1\n2\n3\n");
  });

  it("takes what processes of the script write just after its end", async () => {
    const context = createRecordingContext();
    const script = "exec > >(sleep 0.3; cat; echo done) 2>&1; echo first";
    expect(await executor.run(requestFor(bench, script), context)).toEqual({ kind: "exited", exitCode: 0 });
    expect(context.log.text("stdout")).toBe("first\ndone\n");
  });

  it("ends with the script, and leaves alone what it put in the background, by name", async () => {
    const word = uniqueSleep();
    const { running, context, request } = await startReady(`setsid sleep ${word} & exit 4`);
    expect(await running).toEqual({ kind: "exited", exitCode: 4 });
    const left = processesNaming(word);
    expect(left.length).toBeGreaterThan(0);
    expect(context.log.text("system")).toContain(`left running on this computer: ${String(left[0])} sleep ${word}`);
    for (const pid of left) process.kill(pid, "SIGKILL");
    await executor.discard(context.lastHandle(), request);
  });

  it("does not claim to know how a run ended whose keeper was killed", async () => {
    const word = uniqueSleep();
    const { running, directory } = await startReady(`sleep ${word}`);
    const pid = Number((await readFile(join(directory, "process"), "utf8")).split(" ")[0]);
    process.kill(-pid, "SIGKILL");
    expect(await running).toMatchObject({ kind: "unknown", message: expect.stringContaining("exit code") as string });
  });

  it("does not claim to know how a run ended whose files are gone", async () => {
    const { running, directory, context, request } = await startReady("sleep 0.1");
    await running;
    await rm(directory, { recursive: true });
    const outcome = await executor.resume(request, context.lastHandle(), createRecordingContext());
    expect(outcome).toMatchObject({ kind: "unknown" });
  });

  it("takes no other process under the same number for the run", async () => {
    const { running, directory, context, request } = await startReady("sleep 0.1");
    await running;
    const line = (await readFile(join(directory, "process"), "utf8")).split(" ");
    execFileSync(
      "sh",
      ["-c", `rm exit; echo "${[process.pid, process.pid, ...line.slice(2)].join(" ").trim()}" >process`],
      {
        cwd: directory,
      },
    );
    const outcome = await executor.resume(request, context.lastHandle(), createRecordingContext({ log: context.log }));
    expect(outcome).toMatchObject({ kind: "unknown" });
  });

  it("knows for certain that a run never started, and sees to it that it never will", async () => {
    const request = requestFor(bench, "echo never");
    const handle = { executor: "local", phase: "starting" };
    const lost = { kind: "failed", failure: { reason: "lost" } };
    expect(await executor.resume(request, handle, createRecordingContext())).toMatchObject(lost);
    const late = await executor.run(request, createRecordingContext());
    expect(late).toMatchObject({ kind: "failed", failure: { reason: "internal" } });
    await executor.discard(handle, request);
    expect(await readdir(spoolDirectory)).not.toContain(request.executionId);
  });

  it("is closed to others and holds no secret while the script runs", async () => {
    const canary = "canary-3f9c1e";
    const word = uniqueSleep();
    const { running, directory, context } = await startReady(`sleep ${word}`, { SECRET_TOKEN: canary });
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory)) {
      const file = await stat(join(directory, name));
      expect(file.mode & 0o077, name).toBe(0);
      if (file.isFile()) expect(await readFile(join(directory, name), "utf8"), name).not.toContain(canary);
    }
    expect(processesNaming(canary)).toEqual([]);
    context.requestStop("cancel");
    await running;
  });

  it("refuses what no process could be given, by name", async () => {
    const request = requestFor(bench, "true", { environment: { GOOD: "a\0b" } });
    expect(await executor.run(request, createRecordingContext())).toMatchObject({
      kind: "failed",
      failure: { reason: "invalid_event", message: expect.stringContaining("GOOD") as string },
    });
  });

  it("says why when the spool cannot be made", async () => {
    const blocked = createLocalExecutor({
      clock: systemClock,
      logger: silentLogger,
      directory: "/proc/no-such-place",
    });
    const outcome = await blocked.run(requestFor(bench, "true"), createRecordingContext());
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "internal" } });
  });

  it("passes names a shell reserves over, and starts the script all the same", async () => {
    const context = createRecordingContext();
    const request = requestFor(bench, 'echo "$AFTER"', { environment: { UID: "5", PPID: "1", AFTER: "there" } });
    expect(await executor.run(request, context)).toEqual({ kind: "exited", exitCode: 0 });
    expect(context.log.text("stdout")).toBe("there\n");
  });
});
