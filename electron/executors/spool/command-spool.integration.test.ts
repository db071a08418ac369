import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { describeExecutor } from "../conformance.ts";
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

const commands: Commands = {
  place: "the small place",
  open(command) {
    const child = spawn(busybox, ["sh", "-c", command], { env: { PATH: tools, HOME: directory }, stdio: "pipe" });
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
};

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
