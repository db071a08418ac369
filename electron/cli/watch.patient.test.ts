import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { buildIfStale } from "../../scripts/build-if-stale.mjs";
import type { WatchFinding } from "../../shared/watch.ts";
import { createCommandBench } from "../testing/command-bench.ts";
import { runSpawned, spawnCommand, type SpawnedCommand, type SpawnedResult } from "../testing/spawn-command.ts";
import { readHeartbeat, writeHeartbeat } from "../watch/heartbeat-file.ts";
import { canMount, mountSmallDisk, unmountAll } from "../testing/small-disk.ts";

beforeAll(async () => {
  await buildIfStale({ quiet: true });
});

// Vitest clears up in the opposite order: disks are unmounted before the bench removes their folders.
const { newFolder, start } = createCommandBench();
afterEach(unmountAll);

let data: string;
/** A folder of programs that stand in for the desktop's. */
let programs: string;
let shown: string;
beforeEach(() => {
  data = newFolder();
  programs = newFolder();
  shown = join(programs, "shown");
  install("notify-send", `printf '%s\\n' "$4" >>"${shown}"`);
  for (const name of ["busctl", "gdbus"]) install(name, "exit 1");
});

function install(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

function titles(): string[] {
  return existsSync(shown) ? readFileSync(shown, "utf8").trim().split("\n") : [];
}

function check(...words: readonly string[]): Promise<SpawnedResult> {
  const environment = { PATH: `${programs}:${process.env["PATH"] ?? ""}` };
  return runSpawned(["watch", "check", ...words, "--data", data], environment);
}

async function finding(...words: readonly string[]): Promise<WatchFinding & { readonly status: number | null }> {
  const { status, stdout } = await check("--json", ...words);
  return { ...(JSON.parse(stdout.toString()) as WatchFinding), status };
}

/** Ended by the test itself; the bench's own end then finds nothing to do. */
async function kill(host: SpawnedCommand): Promise<void> {
  host.process.kill("SIGKILL");
  await host.ended;
}

/** What time does by itself: a held program does not write. */
function age(byMs: number): void {
  const beat = readHeartbeat(data);
  if (beat === undefined) throw new Error("there is no heartbeat");
  writeHeartbeat(data, { ...beat, at: beat.at - byMs });
}

describe("the watch on a real program", () => {
  it("finds it alive, and dead once it was killed; tells of that once, and once when it is well again", async () => {
    expect(await finding()).toMatchObject({ verdict: "unknown", status: 0 });
    const host = await start(data);
    expect(await finding("--notify")).toMatchObject({ verdict: "alive", status: 0 });
    await kill(host);
    expect(await finding()).toMatchObject({ verdict: "dead", status: 1 });
    expect(titles()).toEqual([]);
    expect((await check("--notify")).stdout.toString()).toMatch(
      /^✗ dead: Cronium, process \d+, has ended without being asked to: .*\n {2}Start it with `cronium start`/,
    );
    expect(await finding("--notify")).toMatchObject({ verdict: "dead", status: 1 });
    expect(titles()).toEqual(["Cronium is not running"]);
    await start(data);
    for (let look = 0; look < 2; look++) await finding("--notify");
    expect(titles()).toEqual(["Cronium is not running", "Cronium works again"]);
  });

  it("is silent about one that was stopped as asked", async () => {
    await start(data);
    await finding("--notify");
    await runSpawned(["stop", "--data", data]);
    expect(await finding("--notify")).toMatchObject({ verdict: "stopped", status: 0 });
    expect(titles()).toEqual([]);
  });

  it("finds one that is held stuck, and believes it again once it has moved on", async () => {
    const host = await start(data);
    host.process.kill("SIGSTOP");
    try {
      age(600_000);
      const stuck = await finding("--notify", "--grace", "100ms");
      expect(stuck).toMatchObject({ verdict: "stuck", status: 1 });
      expect(stuck.remedy).toContain(`kill -CONT ${String(host.process.pid)}`);
      expect(titles()).toEqual(["Cronium is stuck"]);
    } finally {
      host.process.kill("SIGCONT");
    }
    // As after a sleep: the heartbeat is old, and the next one comes within the grace.
    age(600_000);
    expect(await finding("--notify")).toMatchObject({ verdict: "alive", status: 0 });
    expect(titles()).toEqual(["Cronium is stuck", "Cronium works again"]);
  });

  it("is not taken in by another process with its number", async () => {
    const host = await start(data);
    const beat = readHeartbeat(data);
    await kill(host);
    if (beat === undefined) throw new Error("there is no heartbeat");
    writeHeartbeat(data, { ...beat, pid: process.pid });
    expect(await finding()).toMatchObject({ verdict: "dead", status: 1 });
  });

  it("says so when no notification can be shown, and tries again", async () => {
    await kill(await start(data));
    install("notify-send", "echo no desktop here >&2; exit 1");
    const unheard = await check("--notify");
    expect(unheard.status).toBe(1);
    expect(unheard.stderr).toMatch(/^cronium: No notification could be shown \(notify-send: no desktop here; busctl:/);
    install("notify-send", `printf '%s\\n' "$4" >>"${shown}"`);
    expect((await check("--notify")).stderr).toBe("");
    expect(titles()).toEqual(["Cronium is not running"]);
  });

  it("leaves a wait for a second look at Ctrl-C, without a word", async () => {
    const host = await start(data);
    host.process.kill("SIGSTOP");
    try {
      age(600_000);
      const waiting = spawnCommand(["watch", "check", "--notify", "--grace", "10m", "--data", data]);
      // It has its handlers by the time it has opened the heartbeat, which cannot be seen: ask until it goes.
      const asking = setInterval(() => waiting.process.kill("SIGINT"), 500);
      const ended = await waiting.ended;
      clearInterval(asking);
      expect(ended.stdout.toString()).toBe("");
      expect(existsSync(join(data, "watch.json"))).toBe(false);
    } finally {
      host.process.kill("SIGCONT");
    }
  });

  it.skipIf(!canMount)(
    "works on a disk that is full: signs of life go on, and what was told is remembered",
    async () => {
      const disk = mountSmallDisk(newFolder(), "2m");
      data = join(disk, "data");
      mkdirSync(data);
      const host = await start(data);
      await finding("--notify");
      try {
        execFileSync("dd", ["if=/dev/zero", `of=${join(disk, "fill")}`, "bs=1k"], { stdio: "ignore" });
      } catch {
        // It ends with an error when the disk is full, which is what it is for.
      }
      const before = readHeartbeat(data)?.at;
      await vi.waitFor(
        () => {
          expect(readHeartbeat(data)?.at).toBeGreaterThan(before ?? Infinity);
        },
        { timeout: 30_000 },
      );
      expect(await finding("--notify")).toMatchObject({ verdict: "alive", status: 0 });
      await kill(host);
      for (let look = 0; look < 2; look++) {
        const { status, stderr } = await check("--notify");
        expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
      }
      expect(titles()).toEqual(["Cronium is not running"]);
      // Where nothing was remembered before, that is said, and told again rather than not at all.
      rmSync(join(data, "watch.json"));
      execFileSync("sh", ["-c", `dd if=/dev/zero of="${join(disk, "fill2")}" bs=1k 2>/dev/null || true`]);
      expect((await check("--notify")).stderr).toMatch(/cannot be remembered, so it may be told again/);
    },
  );

  it("is part of the status: lateness and heartbeat of one that runs, since when of one that does not", async () => {
    const host = await start(data);
    const running = (await runSpawned(["status", "--data", data])).stdout.toString();
    expect(running).toMatch(/lateness +the latest tick was \d+ms late, /);
    expect(running).toMatch(/heartbeat +2\d{3}-.* \((now|\d+s ago)\)/);
    await kill(host);
    const dead = await runSpawned(["status", "--data", data]);
    expect(dead.stdout.toString()).toMatch(/ended +Cronium, process \d+, has ended without being asked to/);
    const document = JSON.parse((await runSpawned(["status", "--json", "--data", data])).stdout.toString()) as unknown;
    expect(document).toMatchObject({ running: false, watch: { verdict: "dead" } });
  });
});
