import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { describeExecutor } from "../conformance.ts";
import { createLocalExecutor } from "./local-executor.ts";

const dataDirectory = await mkdtemp(join(tmpdir(), "cronium-local-"));
const spoolDirectory = join(dataDirectory, "runs");

afterAll(async () => {
  await rm(dataDirectory, { recursive: true, force: true });
});

describeExecutor("scripts on this computer", () => {
  const executor = createLocalExecutor({ clock: systemClock, logger: silentLogger, directory: dataDirectory });
  return Promise.resolve({
    executor,
    target: { on: "this-computer" as const },
    withoutInterpreter: { environment: { PATH: "/nonexistent" } },
    remains: async (executionId: string) =>
      (await readdir(spoolDirectory).catch(() => [])).filter((name) => name === executionId),
    close: () => executor.close(),
  });
});
