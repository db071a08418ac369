import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeLog } from "../testing/naive-search.ts";
import { compareLogs } from "./compare-logs.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-compare-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function logOf(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, encodeLog(lines.map((line) => ({ stream: "stdout", payload: Buffer.from(`${line}\n`) }))));
  return path;
}

test("what is told of many long logs stays within bounds, and says what it leaves out", async () => {
  const long = (mark: string): string[] =>
    Array.from({ length: 1_000 }, (_, line) => `${mark} ${"x".repeat(1_990)}${String(line)}`);
  const pair = { path: await logOf("own", long("own")), withPath: await logOf("other", long("other")) };
  const differences = compareLogs(Array.from({ length: 3 }, () => pair)).map(({ difference }) => difference);
  const told = differences.flatMap((difference) => difference?.lines ?? []);
  const units = told.reduce((sum, line) => sum + (line.kind === "skipped" ? 0 : line.text.length), 0);
  expect(units).toBeLessThanOrEqual(4_000_000);
  expect(differences[0]?.lines.length).toBeGreaterThan(1_900);
  for (const difference of differences) {
    expect(difference).toMatchObject({ added: 1_000, removed: 1_000 });
    expect((difference?.cut ?? 0) + (difference?.lines.length ?? 0)).toBe(2_000);
  }
});
