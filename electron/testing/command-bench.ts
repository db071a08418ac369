import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { spawnCommand, type SpawnedCommand, type SpawnedResult } from "./spawn-command.ts";

export interface CommandBench {
  /** A folder that is removed after the test. */
  newFolder(): string;
  /** Starts a headless host on a data directory; it is stopped after the test. */
  start(data: string): Promise<SpawnedCommand>;
}

/** Keeps what the tests of a file bring into the world, and clears it away after each. */
export function createCommandBench(): CommandBench {
  const folders: string[] = [];
  const hosts: SpawnedCommand[] = [];
  afterEach(async () => {
    for (const host of hosts.splice(0)) {
      host.process.kill("SIGTERM");
      await host.ended;
    }
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return {
    newFolder() {
      const folder = mkdtempSync(join(tmpdir(), "cronium-cli-"));
      folders.push(folder);
      return folder;
    },
    async start(data) {
      const host = spawnCommand(["start", "--headless", "--json", "--port", "0", "--data", data]);
      hosts.push(host);
      expect(await host.firstLine).toMatch(
        /^ready \{"url":"http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}","pid":\d+\}$/,
      );
      return host;
    },
  };
}

export function writeText(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Failed, told in one line on stderr, nothing on stdout. */
export function expectOneLine(result: SpawnedResult, line: RegExp): void {
  expect(result.stderr).toMatch(line);
  expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(result.stdout.toString()).toBe("");
  expect(result.status).toBe(1);
}
