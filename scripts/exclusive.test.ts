import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";
import { cacheDirectory } from "./project.mjs";

const run = promisify(execFile);
const name = `exclusive-test-${process.pid}`;
const lock = join(cacheDirectory, `${name}.lock`);
const counter = join(cacheDirectory, `${name}.counter`);
const exclusiveModule = new URL("exclusive.mjs", import.meta.url).href;

/** Reads, waits, writes: two of these at once would lose a count. */
const countOnce = `
  import { readFileSync, writeFileSync } from "node:fs";
  import { exclusively } from ${JSON.stringify(exclusiveModule)};
  await exclusively(${JSON.stringify(name)}, async () => {
    const before = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
    await new Promise((done) => setTimeout(done, 20));
    writeFileSync(${JSON.stringify(counter)}, String(before + 1));
  });`;
const takeATurn = () => run(process.execPath, ["--input-type=module", "--eval", countOnce]);

afterEach(() => {
  rmSync(lock, { force: true });
  rmSync(counter, { force: true });
});

function reset(): void {
  mkdirSync(cacheDirectory, { recursive: true });
  writeFileSync(counter, "0");
}

it("lets processes in one at a time and leaves nothing behind", async () => {
  reset();
  await Promise.all(Array.from({ length: 4 }, takeATurn));
  expect(readFileSync(counter, "utf8")).toBe("4");
  expect(existsSync(lock)).toBe(false);
});

it("takes over from a holder that was killed", async () => {
  reset();
  const dead = spawn(process.execPath, ["--eval", ""]);
  await once(dead, "exit");
  writeFileSync(lock, String(dead.pid));
  await Promise.all([takeATurn(), takeATurn()]);
  expect(readFileSync(counter, "utf8")).toBe("2");
});

it("takes over from a holder whose process id now belongs to another program", async () => {
  reset();
  writeFileSync(lock, String(process.pid));
  utimesSync(lock, new Date(0), new Date(0));
  await takeATurn();
  expect(readFileSync(counter, "utf8")).toBe("1");
});
