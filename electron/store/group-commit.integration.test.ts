import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { openStore } from "./store.ts";

const program = resolve(import.meta.dirname, "../testing/acknowledging-run.ts");

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-acknowledged-"));
  path = join(folder, "cronium.sqlite");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lets the process write until it has acknowledged so many, and kills it. @returns all it acknowledged */
async function writeUntilKilled(count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split("\n").length > count) child.kill("SIGKILL");
  });
  await ended;
  return printed.split("\n").slice(0, -1);
}

test("killed at any moment: everything acknowledged is there, and of each transaction all or nothing", async () => {
  const random = createSeededRandom(20_261_121);
  for (let round = 0; round < 4; round++) {
    const acknowledged = await writeUntilKilled(random.integer(200, 2_200));
    const store = openStore({ path, clock: systemClock, programVersion: "1.0.0" });
    try {
      const rows = await store.read.selectFrom("variables").select(["key", "value"]).execute();
      const pairs = Map.groupBy(rows, (row) => row.value);
      for (const [number, pair] of pairs) expect(`${number}: ${String(pair.length)} rows`).toBe(`${number}: 2 rows`);
      expect(acknowledged.filter((number) => !pairs.has(number))).toEqual([]);
      expect([...pairs.keys()].filter((number) => Number(number) % 3 === 0)).toEqual([]);
      await store.write.deleteFrom("variables").execute();
    } finally {
      await store.close();
    }
  }
});
