import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { createRecordingContext, until } from "../recording-context.ts";
import { docker, openSample, runSample, sampleRequest } from "./docker-samples.ts";

describe("a script in a container", () => {
  let sample: ReturnType<typeof openSample>;
  beforeAll(() => {
    readBed();
    sample = openSample();
  });
  afterAll(() => sample.close());
  const inside = async (script: string) => (await runSample(sample.executor, script)).stdout;

  it("is an ordinary user without any privilege", async () => {
    const wanted = "^(CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):";
    const status = await inside(`id -u; id -g; id -G; grep -E '${wanted}' /proc/self/status`);
    expect(status.split("\n").map((line) => line.replaceAll(/\s+/g, " "))).toEqual([
      "1000",
      "1000",
      "1000",
      "CapEff: 0000000000000000",
      "CapBnd: 0000000000000000",
      "CapAmb: 0000000000000000",
      "NoNewPrivs: 1",
      "Seccomp: 2",
      "",
    ]);
  });

  it("can write to its work areas only", async () => {
    const places = ["/", "/etc", "/usr/bin", "/run", "/run/cronium/..", "/dev", "/tmp", "/workspace", "$HOME", "."];
    const found = await inside(
      `for place in ${places.join(" ")}; do touch "$place/probe" 2>/dev/null && echo "$place"; done; pwd`,
    );
    expect(found).toBe("/tmp\n/workspace\n/workspace\n.\n/workspace\n");
    expect(await inside("grep ' / ' /proc/mounts")).toMatch(/^\S+ \/ \S+ ro,/);
  });

  it("can run programs it makes in its work area, and not in /tmp", async () => {
    const make = "printf '#!/bin/sh\\necho ran\\n' >$place/made; chmod +x $place/made; $place/made || echo refused";
    expect(await inside(`for place in /workspace /tmp; do ${make}; done 2>/dev/null`)).toBe("ran\nrefused\n");
  });

  it("can fill neither its work area nor /tmp beyond their bounds", async () => {
    const { stdout } = await runSample(
      sample.executor,
      "for place in /tmp /workspace; do head -c 300M /dev/zero >$place/large 2>/dev/null; stat -c %s $place/large; rm $place/large; done",
    );
    expect(stdout).toBe(`${String(64 * 1024 * 1024)}\n${String(256 * 1024 * 1024)}\n`);
  });

  it("has no network unless it was asked for", async () => {
    expect(await inside("ls /sys/class/net; exec 3<>/dev/tcp/10.0.0.1/80 && echo reached")).toBe("lo\n");
    const { stdout } = await runSample(sample.executor, "ls /sys/class/net", {
      target: { on: "container", image: undefined, network: "outside" },
    });
    expect(stdout).toMatch(/eth0\nlo\n/);
  });

  it("is held to its number of processes", async () => {
    const { stdout } = await runSample(
      sample.executor,
      "import os\ncount = 0\ntry:\n  while count < 1000:\n    if os.fork() == 0:\n      import time\n      time.sleep(60)\n    count += 1\nexcept BlockingIOError:\n  print(count, flush=True)\nos.kill(os.getpid(), 9)",
      { type: "PYTHON" },
    );
    expect(Number(stdout)).toBeGreaterThan(200);
    expect(Number(stdout)).toBeLessThan(256);
  });

  it("is held to its memory, and says so", async () => {
    const { outcome, stdout } = await runSample(sample.executor, "print('before')\nx = b'x' * 10**9\nprint('after')", {
      type: "PYTHON",
    });
    expect(outcome).toEqual({ kind: "exited", exitCode: 137, outOfMemory: true });
    expect(stdout).toBe("before\n");
  });

  it("cannot hide that a child of it wanted too much memory", async () => {
    const { outcome } = await runSample(sample.executor, `bash -c 'x=$(yes | head -c 1000000000)'; exit 0`);
    expect(outcome).toEqual({ kind: "exited", exitCode: 0, outOfMemory: true });
  });

  it("keeps its secrets and its text from docker inspect, process lists and its own folder", async () => {
    const context = createRecordingContext();
    const secret = `canary-${sample.owner.replaceAll(" ", "-")}`;
    const request = sampleRequest(
      `# ${secret}-text\necho ready $TOKEN; ls /run/cronium/script; wc -c </run/cronium/block; sleep 60`,
      {
        environment: { TOKEN: secret },
      },
    );
    const running = sample.executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout").includes("script"));
    const container = `cronium-${request.executionId}`;
    expect(docker("inspect", container)).not.toContain("canary");
    expect(docker("top", container)).not.toContain("canary");
    const commands = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(commandOf);
    expect(commands.some((command) => command.includes("canary-test"))).toBe(false);
    context.requestStop("cancel");
    await running;
    expect(context.log.text("stdout")).toBe(`ready ${secret}\n/run/cronium/script\n0\n`);
  });

  it("sees the image's own environment under its own, and none of the launcher's", async () => {
    const found = await inside("env | sort | cut -d= -f1 | tr '\\n' ' '; echo; echo $HOME");
    expect(found).toMatch(/(^| )HOME .*PATH .*PWD/);
    expect(found).not.toMatch(/TINI/);
    expect(found).toMatch(/\n\/workspace\n$/);
  });
});

function commandOf(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, "utf8");
  } catch {
    // It has ended since it was listed.
    return "";
  }
}
