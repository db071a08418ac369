import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { until } from "../../e2e/fixtures/until.ts";
import { readBed } from "../../e2e/bed/read-bed.mjs";
import { systemClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import { processesNaming, requestFor, uniqueSleep } from "../executors/conformance-bench.ts";
import type { ExecutionTarget } from "../executors/executor.ts";
import { createRecordingContext } from "../executors/recording-context.ts";
import { readConfiguration } from "./configuration.ts";
import { createExecutors } from "./executors.ts";
import { openHost } from "./open-host.ts";

let dataDirectory = "";
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

test("runs on this computer and in a container that the data knows nothing of are ended and removed at the start", async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "cronium-reconcile-"));
  const configuration = readConfiguration({ dataDirectory, vault: "file", logLevel: "silent" }, {});
  const executors = createExecutors({ clock: systemClock, logger: silentLogger, configuration });
  const targets: Readonly<Record<"this-computer" | "container", ExecutionTarget>> = {
    "this-computer": { on: "this-computer" },
    container: { on: "container", image: readBed().docker.images.bash, network: "none" },
  };
  const sleeps: string[] = [];
  for (const place of ["this-computer", "container"] as const) {
    const sleeper = uniqueSleep();
    sleeps.push(sleeper);
    const executor = executors.byPlace[place];
    const bench = {
      executor,
      target: targets[place],
      withoutInterpreter: {},
      remains: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    };
    const context = createRecordingContext();
    const running = executor.run(requestFor(bench, `sleep ${sleeper}`), context);
    await until("it sleeps", 60_000, () => processesNaming(sleeper).length > 0);
    context.requestDetach();
    expect(await running).toEqual({ kind: "detached" });
  }
  await executors.close();

  const host = await openHost({ configuration, mode: "run", logger: silentLogger });
  try {
    await until("both are gone", 60_000, () => sleeps.every((sleeper) => processesNaming(sleeper).length === 0));
    await until("their findings are told", 60_000, () => {
      const find = host.createContext().reconciled().latestFind;
      return find !== undefined && find.findings.removed.length === 2;
    });
    expect(existsSync(join(dataDirectory, "runs"))).toBe(true);
  } finally {
    await host.stop();
  }
}, 180_000);
