import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { describeExecutor } from "../conformance.ts";
import type { ExecutionRequest } from "../executor.ts";
import { createRecordedLog } from "../recording-context.ts";
import type { Commands } from "./command-channel.ts";
import { createCommandSpool } from "./command-spool.ts";
import { createSpoolExecutor } from "./spool-executor.ts";

/**
 * A place with nothing but busybox and the interpreters: its tail cannot follow a process, so that the other way of
 * following is tried, and every tool is the small one.
 */
const directory = await mkdtemp(join(tmpdir(), "cronium-busybox-"));
const tools = join(directory, "tools");

await mkdir(tools);
const busybox = find("busybox");
for (const applet of execFileSync(busybox, ["--list"], { encoding: "utf8" }).trim().split("\n")) {
  await symlink(busybox, join(tools, applet));
}
for (const interpreter of ["bash", "python3", "node"]) {
  await rm(join(tools, interpreter), { force: true });
  await symlink(find(interpreter), join(tools, interpreter));
}

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function find(program: string): string {
  const path = ["/usr/local/bin", "/usr/bin", "/bin"].map((folder) => join(folder, program)).find(existsSync);
  if (path === undefined) throw new Error(`${program} is not installed`);
  return path;
}

/** @param before what the session does before each command */
const commandsWith = (shell: readonly string[], path: string, before = ""): Commands => ({
  place: "the small place",
  open(command) {
    const [program = "", ...flags] = shell;
    const env = { PATH: path, HOME: directory };
    const child = spawn(program, [...flags, "-c", `${before}${command}`], { env, stdio: "pipe" });
    child.stdin.on("error", () => undefined);
    const ended = new Promise<number | undefined>((resolve) => {
      child.once("exit", (code) => {
        resolve(code ?? 128);
      });
    });
    const close = (): void => {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
    };
    return Promise.resolve({ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, close });
  },
});
const commands = commandsWith([busybox, "sh"], tools);

it("is told the end of a run at once where the session ignores TERM", async () => {
  const request: ExecutionRequest = {
    ...{ executionId: "exec_deaf", jobId: "job_1", type: "BASH", script: "sleep 0.5; exit 7", environment: {} },
    ...{ graceMs: 1_000, target: { on: "this-computer" } },
  };
  const spool = createCommandSpool({
    ...{ commands: commandsWith(["sh"], "/usr/local/bin:/usr/bin:/bin", "trap '' TERM; "), clock: systemClock },
    ...{ request, directory, keepsPayloads: true, followFromStart: true, concern: "server" },
  });
  const { signal } = new AbortController();
  expect(await spool.start(signal)).toMatchObject({ kind: "started" });
  expect(await spool.follow(createRecordedLog(), signal)).toMatchObject({ state: "exited", exitCode: 7 });
  await spool.discard(signal);
}, 30_000);

describeExecutor("scripts in a place with busybox alone", () => {
  const executor = createSpoolExecutor({
    clock: systemClock,
    locate: (request) => ({
      place: commands.place,
      source: createCommandSpool({
        commands,
        clock: systemClock,
        request,
        directory,
        keepsPayloads: true,
        followFromStart: true,
        concern: "server",
      }),
      handle: {},
      spoolFull: "session_failed",
    }),
    close: () => Promise.resolve(),
  });
  return Promise.resolve({
    executor,
    target: { on: "this-computer" as const },
    withoutInterpreter: { environment: { PATH: "/nonexistent" } },
    remains: async (executionId: string) =>
      (await readdir(join(directory, "runs")).catch(() => [])).filter((name) => name === executionId),
    close: () => executor.close(),
  });
});
