import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sleep, systemClock } from "../base/clock.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { backUp } from "./backup.ts";
import { openConnection } from "./connection.ts";
import { openStore } from "./store.ts";

const program = resolve(import.meta.dirname, "../testing/restore-run.ts");
const options = { clock: systemClock, programVersion: "1.0.0" };

let folder: string;
let path: string;
let backup: string;

/** A database that says `new` beside a backup of it that says `old`. */
async function prepare(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "cronium-restore-"));
  path = join(folder, "cronium.sqlite");
  await openStore({ path, ...options }).close();
  const connection = openConnection(path);
  connection.prepare("INSERT INTO variables (key, value, updated_at) VALUES ('STATE', 'old', 0)").run();
  backup = backUp(connection, path, "by-hand", 1_000);
  connection.prepare("UPDATE variables SET value = 'new'").run();
  connection.close();
}

beforeEach(prepare);
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Restores in a process of its own, killed after so many milliseconds or before a step. @returns the steps it took */
async function restoreKilled(kill: { readonly step?: string; readonly afterMs?: number }): Promise<string[]> {
  const words = [program, backup, path, ...(kill.step === undefined ? [] : [kill.step])];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, "close");
  if (kill.afterMs !== undefined) {
    await sleep(systemClock, kill.afterMs);
    child.kill("SIGKILL");
  }
  await ended;
  return printed.trim().split("\n");
}

/** Opens the data as the next start does. @returns what the database says then */
async function stateAtNextStart(): Promise<unknown> {
  const store = openStore({ path, ...options });
  try {
    expect(store.validate()).toMatchObject({ valid: true });
    return (await store.read.selectFrom("variables").select("value").executeTakeFirstOrThrow()).value;
  } finally {
    await store.close();
  }
}

/** Copies of the former database that were kept. */
function kept(): string[] {
  return readdirSync(folder).filter((name) => name.includes("before-restore"));
}

test("killed at any step, the next start finds the old database or the new one, whole, and no rubbish", async () => {
  const steps = await restoreKilled({});
  expect(steps.at(-1)).toBe("done");
  expect(await stateAtNextStart()).toBe("old");
  const states: unknown[] = [];
  for (const step of steps) {
    rmSync(folder, { recursive: true });
    await prepare();
    await restoreKilled({ step });
    const state = await stateAtNextStart();
    expect(["old", "new"], step).toContain(state);
    // What was replaced is kept; what was not has no second name.
    expect(kept(), step).toHaveLength(state === "old" ? 1 : 0);
    expect(
      readdirSync(folder).filter((name) => /incoming|restoring/.test(name)),
      step,
    ).toEqual([]);
    states.push(state);
  }
  expect(states[0]).toBe("new");
  expect(states.at(-1)).toBe("old");
});

test("killed at any moment, likewise", async () => {
  const random = createSeededRandom(7);
  for (let round = 0; round < 12; round++) {
    rmSync(folder, { recursive: true });
    await prepare();
    await restoreKilled({ afterMs: random.integer(50, 750) });
    expect(["old", "new"]).toContain(await stateAtNextStart());
  }
});
