import { statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCommandBench, expectOneLine } from "../testing/command-bench.ts";
import { runSpawned, spawnCommand } from "../testing/spawn-command.ts";

const { newFolder, start } = createCommandBench();

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
