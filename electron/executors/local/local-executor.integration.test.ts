import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { describeExecutor } from "../conformance.ts";
import { createLocalExecutor } from "./local-executor.ts";

const spoolDirectory = await mkdtemp(join(tmpdir(), "cronium-local-"));

afterAll(async () => {
  await rm(spoolDirectory, { recursive: true, force: true });
});

describeExecutor("scripts on this computer", () => {
  const executor = createLocalExecutor({ clock: systemClock, logger: silentLogger, spoolDirectory });
  return Promise.resolve({
    executor,
    target: { on: "this-computer" as const },
    withoutInterpreter: { environment: { PATH: "/nonexistent" } },
    remains: async (executionId: string) => (await readdir(spoolDirectory)).filter((name) => name === executionId),
    close: () => executor.close(),
  });
});
