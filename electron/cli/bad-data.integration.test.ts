import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { createCommandBench, expectOneLine, writeText } from "../testing/command-bench.ts";
import { canMount, mountSmallDisk, unmountAll } from "../testing/small-disk.ts";
import { runSpawned } from "../testing/spawn-command.ts";

// Vitest clears up in the opposite order: disks are unmounted before the bench removes their folders.
const { newFolder } = createCommandBench();
afterEach(unmountAll);

describe("a data directory that cannot be used", () => {
  it.skipIf(!canMount)("on a disk that is read-only", async () => {
    const disk = mountSmallDisk(newFolder(), "2m");
    mkdirSync(join(disk, "data"));
    execFileSync("mount", ["-o", "remount,ro", disk]);
    for (const words of [["status"], ["start", "--headless"], ["db", "backup"]]) {
      const result = await runSpawned([...words, "--data", join(disk, "data")]);
      expectOneLine(
        result,
        /data.* cannot be written\. Give your user write access to (it|the data directory), or choose another with --data\.$/m,
      );
    }
    expect((await runSpawned(["doctor", "--data", join(disk, "data")])).stdout.toString()).toMatch(
      /^✗ problem +data directory/,
    );
  });

  it("below something that is no folder", async () => {
    const file = writeText(newFolder(), "file", "");
    expectOneLine(await runSpawned(["status", "--data", join(file, "data")]), /cannot be written/);
  });

  it.skipIf(process.platform !== "linux")("where the system makes no folder", async () => {
    for (const words of [["status"], ["start", "--headless"]]) {
      expectOneLine(await runSpawned([...words, "--data", "/proc/nope/data"]), /cannot be written/);
    }
  });

  it.skipIf(!canMount)("on a disk that is full: nothing is lost, and all is well with space again", async () => {
    const disk = mountSmallDisk(newFolder(), "2m");
    const data = join(disk, "data");
    const file = writeText(
      newFolder(),
      "a.yaml",
      "version: 1\nevents: [{ name: a, type: BASH, run: { on: this-computer }, script: 'true' }]\n",
    );
    expect((await runSpawned(["apply", file, "--data", data])).status).toBe(0);
    try {
      execFileSync("dd", ["if=/dev/zero", `of=${join(disk, "fill")}`, "bs=1k"], { stdio: "ignore" });
    } catch {
      // It ends with an error when the disk is full, which is what it is for.
    }
    for (const words of [
      ["run", "a"],
      ["start", "--headless", "--port", "0"],
    ]) {
      expectOneLine(
        await runSpawned([...words, "--data", data]),
        /^cronium: The disk that holds .* is full\. Free some space/,
      );
    }
    rmSync(join(disk, "fill"));
    expect((await runSpawned(["run", "a", "--data", data])).status).toBe(0);
    expect((await runSpawned(["db", "validate", "--data", data])).status).toBe(0);
  });

  it("with a database of a newer program, which is not touched", async () => {
    const data = newFolder();
    await runSpawned(["status", "--data", data]);
    const path = join(data, "cronium.sqlite");
    const database = new BetterSqlite3(path);
    database.prepare("INSERT INTO schema_migrations VALUES (999, 'from the future', 'x', 0, 0, '9.9.9')").run();
    database.pragma("wal_checkpoint(TRUNCATE)");
    database.close();
    const before = readFileSync(path);
    for (const words of [
      ["event", "list"],
      ["start", "--headless"],
      ["db", "migrate"],
    ]) {
      expectOneLine(
        await runSpawned([...words, "--data", data]),
        /^cronium: This database was written by a newer Cronium \(version 9\.9\.9, change 999 “from the future”\)\. Install that version/,
      );
    }
    expect(readFileSync(path).equals(before)).toBe(true);
    const looked = await runSpawned(["db", "status", "--data", data]);
    expect(looked.stdout.toString()).toMatch(/1 changes are unknown to this version: install the newer Cronium/);
  });
});
