import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { runnerText } from "../spool/runner-text.ts";
import { createLocalCommands } from "./local-commands.ts";
import { sweepSpools } from "./sweep-spools.ts";

const directory = mkdtempSync(join(tmpdir(), "cronium-sweep-"));

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

it("removes runs that no execution needs, and older runners once none of their runs is left", async () => {
  const older = join(directory, "runner", "0123456789abcdef");
  mkdirSync(older, { recursive: true });
  const needed = join(directory, "runs", "exec_needed");
  for (const run of [needed, join(directory, "runs", "exec_forgotten")]) {
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, "runner"), "0123456789abcdef\n");
  }
  const place = { directory, commands: createLocalCommands(), clock: systemClock, logger: silentLogger };
  expect(await sweepSpools(place, (id) => Promise.resolve(id === "exec_needed"))).toEqual(["exec_forgotten"]);
  expect([existsSync(older), existsSync(needed)]).toEqual([true, true]);
  expect(await sweepSpools(place, () => Promise.resolve(false))).toEqual(["exec_needed"]);
  expect(existsSync(older)).toBe(false);
  expect(existsSync(join(directory, "runner", runnerText().version, "cronium-runner"))).toBe(true);
});
