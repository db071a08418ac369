import { join } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { openLogger } from "../../base/logger.ts";
import { runDaemon } from "../../daemon/run-daemon.ts";
import { readConfiguration } from "../../host/configuration.ts";
import { createExecutors } from "../../host/executors.ts";
import { runStorageTask } from "../../storage/storage-task.ts";
import { createFaultPoints, type Doom } from "./fault-points.ts";
import { openFaultyConnection } from "./faulty-connection.ts";
import { faultyLogFiles } from "./faulty-log-files.ts";
import { faultyReach } from "./faulty-reach.ts";

/** What a campaign tells a daemon, and what it answers. */
export type DaemonOrder =
  { readonly kind: "arm"; readonly doom: Doom | undefined } | { readonly kind: "count" } | { readonly kind: "stop" };
export type DaemonWord =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "counts"; readonly counts: readonly (readonly [string, number])[] };

/** The real daemon in a process of its own, with fault points between it and everything outside of it. */
async function main(): Promise<void> {
  const dataDirectory = process.argv[2] ?? "";
  const doom = JSON.parse(process.argv[3] ?? "null") as Doom | null;
  const points = createFaultPoints();
  points.arm(doom ?? undefined);
  const say = (word: DaemonWord): void => {
    process.send?.(word);
  };
  const configuration = readConfiguration({ dataDirectory, vault: "file", port: 0, logLevel: "info" }, process.env);
  const logger = openLogger("info", join(dataDirectory, "cronium.log"));
  const daemon = await runDaemon(configuration, {
    clock: systemClock,
    logger,
    connect: openFaultyConnection(points),
    logFiles: faultyLogFiles(points),
    notify: () => {
      points.pass("notice: before it is shown");
      return Promise.resolve(undefined).finally(() => {
        points.pass("notice: it is shown");
      });
    },
    // The same work without a thread, whose file lies elsewhere.
    storageWork: (task) => Promise.resolve(runStorageTask(task, systemClock)),
    executors: (parts) => createExecutors({ ...parts, configuration }, faultyReach(points, logger)),
  });
  process.on("message", (order: DaemonOrder) => {
    if (order.kind === "arm") points.arm(order.doom);
    if (order.kind === "count") say({ kind: "counts", counts: [...points.passed] });
    if (order.kind === "stop") void daemon.stop().then(() => process.exit(0));
  });
  process.once("disconnect", () => process.exit(1));
  say({ kind: "ready", url: daemon.url });
}

if (import.meta.main) await main();
