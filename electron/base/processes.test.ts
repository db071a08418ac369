import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { processStart, processState, systemBootId } from "./processes.ts";

it("tells a process that runs from one that is held and one that has ended", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1_000)"], { stdio: "ignore" });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  expect(processState(pid)).toBe("running");
  child.kill("SIGSTOP");
  if (process.platform === "linux") {
    await expect.poll(() => processState(pid)).toBe("held");
  }
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(processState(pid)).toBe("gone");
  expect(processStart(pid)).toBeNull();
});

it.skipIf(process.platform !== "linux")("counts a dead process that nobody has cleared away as gone", async () => {
  // The shell starts a child and becomes a program that never asks after it.
  const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    await expect.poll(() => processState(Number(line.toString()))).toBe("gone");
  } finally {
    parent.kill("SIGKILL");
  }
});

it("names a process by when it started, the same each time", () => {
  const own = processStart(process.pid);
  expect(processStart(process.pid)).toBe(own);
  if (process.platform === "linux") {
    expect(own).toMatch(/^\d+$/);
    expect(own).not.toBe(processStart(1));
    expect(systemBootId()).toMatch(/^[0-9a-f-]{36}$/);
  }
});
