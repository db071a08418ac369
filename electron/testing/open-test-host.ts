import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventInput } from "../../shared/event.ts";
import { callerFactory } from "../api/procedure.ts";
import { appRouter } from "../api/router.ts";
import { randomIds } from "../base/ids.ts";
import { silentLogger } from "../base/logger.ts";
import { readConfiguration, type ConfigurationFlags } from "../host/configuration.ts";
import { byKind } from "../executors/by-kind.ts";
import { createHttpExecutor } from "../executors/http/http-executor.ts";
import type { HostExecutors } from "../host/executors.ts";
import type { Host } from "../host/host.ts";
import { openHost, type HostOptions } from "../host/open-host.ts";
import type { Notifier } from "../outbox/deliver.ts";
import { runStorageTask } from "../storage/storage-task.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createStandInTimer } from "./stand-in-timer.ts";
import { createScriptedExecutor, type ScriptedExecutor } from "./scripted-executor.ts";

export interface TestHost {
  readonly host: Host;
  /** Calls the contract as a client does, without a pipe. */
  readonly api: ReturnType<typeof createCaller>;
  readonly clock: FakeClock;
  readonly executor: ScriptedExecutor;
  readonly dataDirectory: string;
  /** Stops the host and opens another on the same data, as after a restart. */
  restart(executor?: ScriptedExecutor): Promise<TestHost>;
  /** Stops the host and removes its data. */
  close(): Promise<void>;
}

export interface TestHostOptions {
  readonly clock?: FakeClock;
  readonly executor?: ScriptedExecutor;
  readonly dataDirectory?: string;
  readonly mode?: "run" | "inspect";
  readonly check?: HostExecutors["check"];
  /** Answers for servers that schedules are left to; by default none can be reached. */
  readonly serverSide?: HostOptions["serverSide"];
  /** Shows notices; by default each is shown to nobody and counts as shown. */
  readonly notify?: Notifier;
  readonly connect?: HostOptions["connect"];
  readonly logFiles?: HostOptions["logFiles"];
  /** The runtime API always listens, at `host.runtimeApi`; these settings are its own. */
  readonly runtimeApi?: ConfigurationFlags["runtimeApi"];
  readonly tools?: HostOptions["tools"];
  readonly logger?: HostOptions["logger"];
}

/** The moment tests begin at: a Monday noon in March, UTC. */
export const testStart = Date.UTC(2026, 2, 2, 12, 0, 0);

const createCaller = callerFactory(appRouter);

/** A real host on a real database in a folder of its own, with a clock and an executor the test commands. */
export async function openTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const clock = options.clock ?? createFakeClock(testStart);
  const executor = options.executor ?? createScriptedExecutor();
  const requests = createHttpExecutor({ clock, environment: {} });
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), "cronium-test-")));
  const offline: HostExecutors["check"] = () =>
    Promise.resolve({
      status: "offline",
      hostKey: undefined,
      latencyMs: undefined,
      system: undefined,
      failure: { reason: "connect_failed", message: "no servers in this test" },
    });
  const host = await openHost({
    configuration: readConfiguration(
      { dataDirectory, vault: "file", logLevel: "silent", runtimeApi: options.runtimeApi },
      {},
    ),
    warmsUp: false,
    ...(options.tools && { tools: options.tools }),
    ...(options.serverSide && { serverSide: options.serverSide }),
    mode: options.mode ?? "run",
    clock,
    ids: randomIds,
    logger: options.logger ?? silentLogger,
    watchTimer: createStandInTimer(),
    ...(options.connect && { connect: options.connect }),
    ...(options.logFiles && { logFiles: options.logFiles }),
    notify: options.notify ?? (() => Promise.resolve(undefined)),
    // The same work without a thread: time that is made to pass waits for it.
    storageWork: (task) => Promise.resolve(runStorageTask(task, clock)),
    executors: () => ({
      byPlace: { servers: executor, container: executor, "this-computer": byKind(executor, requests) },
      check: options.check ?? offline,
      checkDocker: () => Promise.resolve({ available: false, detail: "no Docker in this test" }),
      sweep: () => Promise.resolve([]),
      close: () => executor.close(),
    }),
  });
  return {
    host,
    api: createCaller(host.createContext()),
    clock,
    executor,
    dataDirectory,
    async restart(next = createScriptedExecutor()) {
      await host.stop();
      return openTestHost({ ...options, clock, executor: next, dataDirectory });
    },
    async close() {
      await host.stop();
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 50 });
    },
  };
}

/** A small event that is complete; the test changes what it is about. */
export function sampleEvent(changes: Partial<EventInput> = {}): EventInput {
  return {
    name: "sample",
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    script: "echo hello",
    ...changes,
  };
}
