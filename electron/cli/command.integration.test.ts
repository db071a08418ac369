import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { readBed } from "../../e2e/bed/read-bed.mjs";
import { runSpawned, spawnCommand, type SpawnedCommand, type SpawnedResult } from "../testing/spawn-command.ts";

const folders: string[] = [];
const mounts: string[] = [];
const hosts: SpawnedCommand[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) {
    host.process.kill("SIGTERM");
    await host.ended;
  }
  for (const mount of mounts.splice(0)) execFileSync("umount", [mount]);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cronium-cli-"));
  folders.push(folder);
  return folder;
}

/** Small and read-only disks are mounted, which not every machine allows. */
const canMount = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "cronium-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

function mountSmallDisk(size: string): string {
  const folder = newFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  mounts.push(folder);
  return folder;
}

async function start(data: string): Promise<SpawnedCommand> {
  const host = spawnCommand(["start", "--headless", "--json", "--port", "0", "--data", data]);
  hosts.push(host);
  expect(await host.firstLine).toMatch(/^ready \{"url":"http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}","pid":\d+\}$/);
  return host;
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Failed, told in one line on stderr, nothing on stdout. */
function expectOneLine(result: SpawnedResult, line: RegExp): void {
  expect(result.stderr).toMatch(line);
  expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(result.stdout.toString()).toBe("");
  expect(result.status).toBe(1);
}

describe("start and stop", () => {
  it("serves until it is told to stop, by signal or by command, and leaves nothing behind", async () => {
    const data = newFolder();
    const first = await start(data);
    first.process.kill("SIGINT");
    expect(await first.ended).toMatchObject({ status: 0, stderr: "" });

    const second = await start(data);
    const status = await runSpawned(["status", "--json", "--data", data]);
    expect(JSON.parse(status.stdout.toString())).toMatchObject({ running: true, pid: second.process.pid });
    expect((await runSpawned(["stop", "--data", data])).stdout.toString()).toBe(
      `Stopped process ${String(second.process.pid)}.\n`,
    );
    expect(await second.ended).toMatchObject({ status: 0, stderr: "" });
    const again = await runSpawned(["stop", "--data", data]);
    expect(again).toMatchObject({ status: 0 });
  });

  it("names who holds the data directory", async () => {
    const data = newFolder();
    const host = await start(data);
    const second = await runSpawned(["start", "--headless", "--data", data]);
    expectOneLine(
      second,
      new RegExp(`in use by Cronium [\\d.]+, process ${String(host.process.pid)}\\. .*cronium stop`),
    );
  });

  it("works on after a host that was killed", async () => {
    const data = newFolder();
    const host = await start(data);
    host.process.kill("SIGKILL");
    await host.ended;
    expect((await runSpawned(["event", "list", "--data", data])).stdout.toString()).toBe("No events.\n");
  });

  it("says that a host that hangs does not answer", async () => {
    const data = newFolder();
    const host = await start(data);
    host.process.kill("SIGSTOP");
    const result = await runSpawned(["event", "list", "--data", data]);
    host.process.kill("SIGCONT");
    expectOneLine(result, new RegExp(`^cronium: Cronium, process ${String(host.process.pid)}, does not answer`));
  });

  it("says that a port is taken", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => {
        resolve((other.address() as { port: number }).port);
      });
    });
    const result = await runSpawned(["start", "--headless", "--port", String(port), "--data", newFolder()]);
    other.close();
    expectOneLine(
      result,
      new RegExp(`^cronium: Port ${String(port)} is taken by another program\\. Choose another with --port`),
    );
  });
});

describe("a data directory that cannot be used", () => {
  it.skipIf(!canMount)("on a disk that is read-only", async () => {
    const disk = mountSmallDisk("2m");
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
    const file = write(newFolder(), "file", "");
    expectOneLine(await runSpawned(["status", "--data", join(file, "data")]), /cannot be written/);
  });

  it.skipIf(!canMount)("on a disk that is full: nothing is lost, and all is well with space again", async () => {
    const disk = mountSmallDisk("1m");
    const data = join(disk, "data");
    const file = write(
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

describe("servers and containers that are not as the file says", () => {
  const bed = readBed();
  const [web, other] = bed.servers;
  if (web === undefined || other === undefined) throw new Error("the bed has several servers");

  const serverFile = (folder: string, changes: Readonly<Record<string, unknown>>): string =>
    write(
      folder,
      "server.json",
      JSON.stringify({
        version: 1,
        servers: [
          {
            name: "web",
            address: web.address,
            port: web.port,
            username: web.username,
            auth: { privateKeyFile: web.privateKeyFile },
            hostKey: web.hostKeyFingerprint,
            ...changes,
          },
        ],
      }),
    );

  it("tells in one line each what is wrong with a server, and applies the rest", async () => {
    const data = newFolder();
    const folder = newFolder();
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "wrong")]);
    const apply = async (changes: Readonly<Record<string, unknown>>): Promise<string> => {
      const { status, stdout, stderr } = await runSpawned(["apply", serverFile(folder, changes), "--data", data]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      return stdout.toString().trimEnd().split("\n").at(-1) ?? "";
    };
    expect(await apply({})).toMatch(/^✓ online {2}web: web answers: Linux/);
    expect(await apply({ auth: { privateKeyFile: "./wrong" } })).toMatch(/^✗ offline {2}web: .*\. .*credential/);
    expect(await apply({ port: 1 })).toMatch(/^✗ offline {2}web: .*/);
    // Another server at the same place, as far as anyone can tell: its key is not the pinned one.
    expect(await apply({ port: other.port, username: other.username, hostKey: undefined })).toMatch(
      new RegExp(
        `^! host key changed {2}web: .*${other.hostKeyFingerprint.replaceAll("+", "\\+")}.*cronium server trust web`,
      ),
    );
    // The file says which key it means.
    expect(await apply({ port: other.port, username: other.username, hostKey: other.hostKeyFingerprint })).toMatch(
      /^✓ online/,
    );
  });

  it("runs on the server and in a container, and says what is missing", async () => {
    const data = newFolder();
    const folder = newFolder();
    await start(data);
    const file = write(
      folder,
      "events.json",
      JSON.stringify({
        ...(JSON.parse(readFileSync(serverFile(folder, {}), "utf8")) as object),
        events: [
          {
            name: "there",
            type: "BASH",
            run: { on: "servers", servers: ["web"] },
            script: "printf 'a\\0b\\r\\n'; printf err >&2; exit 9",
          },
          { name: "boxed", type: "BASH", run: { on: "container", image: "no-such-image:1" }, script: "true" },
        ],
      }),
    );
    const run = (...words: string[]): Promise<SpawnedResult> =>
      runSpawned([...words, "--data", data], { DOCKER_HOST: bed.docker.host });
    expect((await run("apply", file)).status).toBe(0);
    const there = await run("run", "there", "--wait", "--json");
    expect(there.status).toBe(9);
    const { id } = JSON.parse(there.stdout.toString()) as { id: string };
    expect((await run("logs", id, "--raw", "--stream", "stdout")).stdout).toEqual(Buffer.from("a\0b\r\n"));
    expect((await run("logs", id, "--raw", "--stream", "stderr")).stdout).toEqual(Buffer.from("err"));
    const boxed = await run("run", "boxed", "--wait");
    expect(boxed.status).toBe(246);
    expect(boxed.stderr).toMatch(/no-such-image:1/);
  });
});

describe("streams", () => {
  it("answers ten thousand lines of stdin, as fast as they come", async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      JSON.stringify({
        cron: `${String(index % 60)} ${String(index % 24)} * * *`,
        timezone: "Europe/Berlin",
        from: "2026-03-25T00:00:00Z",
        until: "2026-04-01T00:00:00Z",
      }),
    );
    const command = spawnCommand(["next", "--stdin"]);
    command.process.stdin.end(`${lines.join("\n")}\n`);
    const { status, stdout } = await command.ended;
    expect(status).toBe(0);
    expect(stdout.toString().trimEnd().split("\n")).toHaveLength(10_000);
  });

  it("ends quietly when its reader stops reading", async () => {
    const command = spawnCommand(["next", "--cron", "* * * * *", "--count", "100000"]);
    command.process.stdout.destroy();
    expect(await command.ended).toMatchObject({ status: 0, stderr: "" });
  });

  it("keeps its files private", async () => {
    const data = newFolder();
    await start(data);
    for (const file of ["access-token", "host.json", "secrets.key"]) {
      expect(statSync(join(data, file)).mode & 0o077).toBe(0);
    }
  });
});
