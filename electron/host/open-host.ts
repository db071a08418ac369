import { join } from "node:path";
import type { RunPlace } from "../../shared/words.ts";
import type { ApiContext } from "../api/context.ts";
import { appRouter } from "../api/router.ts";
import { storageProblem } from "../api/storage-view.ts";
import { createChangeFeed } from "../base/change-feed.ts";
import { systemClock, type Clock } from "../base/clock.ts";
import { randomIds, type Ids } from "../base/ids.ts";
import { openLogger, type Logger } from "../base/logger.ts";
import { createScope, type Scope } from "../base/scope.ts";
import type { AnyExecutionRequest, Executor } from "../executors/executor.ts";
import { createDelegations } from "../delegation/collector.ts";
import type { ServerSide } from "../delegation/server-side.ts";
import { createShellServerSide } from "../delegation/shell-server-side.ts";
import type { LogFiles } from "../logs/log-file.ts";
import { createLogGrowthFeed } from "../logs/log-growth.ts";
import { desktopNotifier } from "../notices/notification.ts";
import type { Notifier } from "../outbox/deliver.ts";
import { createOutbox } from "../outbox/outbox.ts";
import { tellOfStorage } from "../outbox/storage-notices.ts";
import { createVaultNotice } from "../outbox/vault-notice.ts";
import { messageWriter } from "../outbox/write-messages.ts";
import { createDispatcher } from "../queue/dispatcher.ts";
import type { JobEndHook } from "../queue/job-end.ts";
import { createReconciler } from "../queue/reconcile.ts";
import type { LeasedParts } from "../queue/run-execution.ts";
import { createUsageBook } from "../queue/usage-book.ts";
import { createAbsenceWatch } from "../schedule/ledger-absence.ts";
import { failureCounter } from "../schedule/ledger-failures.ts";
import { recordOutcome } from "../schedule/ledger-outcomes.ts";
import { createCalendarBook } from "../schedule/stored-calendars.ts";
import { createScheduleCache } from "../schedule/stored-schedule.ts";
import { createTicker } from "../schedule/tick.ts";
import { createLogSearch } from "../search/log-search.ts";
import { maskKnownSecrets } from "../masking/known-secrets.ts";
import { createPayloadBook } from "../payloads/payload-book.ts";
import { openRuntimeApi } from "../runtime-api/open-runtime-api.ts";
import { createSecretSweep } from "../secrets/secret-sweep.ts";
import { openVault } from "../secrets/open-vault.ts";
import { recordTampering } from "../secrets/vault-actions.ts";
import { readSettings } from "../store/settings.ts";
import { openStore, type StoreOptions } from "../store/store.ts";
import { recordLogDamage } from "../storage/record-log-damage.ts";
import { createStorageCare } from "../storage/storage-care.ts";
import { workInThread, type StorageWork } from "../storage/storage-work.ts";
import { recordTerminals } from "../terminals/record-terminals.ts";
import { createTerminalBook } from "../terminals/terminal-book.ts";
import { createVariableBook } from "../variables/create-variable-book.ts";
import { createToolRegistry, type Tool } from "../tools/registry.ts";
import type { TimerControl } from "../watch/timer-control.ts";
import { createWatchTimer } from "../watch/watch-timer.ts";
import { accessToken, askerOf, holdDataDirectory } from "./data-directory.ts";
import { defaultDataDirectory, type Configuration } from "./configuration.ts";
import { careForServers } from "./care-for-servers.ts";
import { createExecutors, type HostExecutors } from "./executors.ts";
import { createHeartbeat } from "./heartbeat.ts";
import type { Host } from "./host.ts";
import { startMaintenance } from "./maintenance.ts";
import { programVersion } from "./version.ts";

export interface HostOptions {
  readonly configuration: Configuration;
  /** `run` schedules and runs; `inspect` only opens the data, for a command while no host runs. */
  readonly mode: "run" | "inspect";
  /** A client asks that this host ends: whoever runs it knows how. */
  readonly requestStop?: () => void;
  /** Stand in for the real ones in tests. */
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly logger?: Logger;
  readonly watchTimer?: TimerControl;
  readonly serverSide?: ServerSide;
  readonly storageWork?: StorageWork;
  readonly notify?: Notifier;
  readonly connect?: StoreOptions["connect"];
  readonly logFiles?: LogFiles;
  readonly tools?: readonly Tool[];
  /** Whether what answers scripts is loaded at the start rather than with the first call; true unless told otherwise. */
  readonly warmsUp?: boolean;
  readonly executors?: (parts: { readonly clock: Clock; readonly logger: Logger }) => HostExecutors;
}

/**
 * Builds the core: lock, log, database, vault, executors, then what an earlier process left is taken up, and only
 * then does anything new start. Stopping goes the other way round; runs under way go on and are taken up next time.
 * @throws CroniumError when the directory is in use or cannot be written, or the database is not usable
 */
export async function openHost(options: HostOptions): Promise<Host> {
  const scope = createScope();
  try {
    return await build(options, scope);
  } catch (error) {
    await scope.close();
    throw error;
  }
}

async function build(options: HostOptions, scope: Scope): Promise<Host> {
  const { configuration, mode, clock = systemClock, ids = randomIds } = options;
  const { dataDirectory } = configuration;
  const startedAt = clock.now();
  const running = mode === "run";

  const directory = holdDataDirectory(dataDirectory);
  scope.defer("data directory", directory.release);
  const announcement = { pid: process.pid, startedAt, version: programVersion };
  directory.announce(announcement);
  const logger =
    options.logger ?? openLogger(configuration.logLevel, join(dataDirectory, "cronium.log"), maskKnownSecrets);
  const heartbeat = createHeartbeat({ dataDirectory, clock, logger, version: programVersion });
  scope.defer("heartbeat", heartbeat.end);
  const { connect, logFiles } = options;
  const path = join(dataDirectory, "cronium.sqlite");
  const store = openStore({ path, clock, programVersion, ...(connect && { connect }) });
  scope.defer("database", () => store.close());
  const vault = await openVault({
    choice: configuration.vault,
    dataDirectory,
    passphrase: configuration.vaultPassphrase,
    clock,
    logger,
    opened: () => {
      variables.secretsChanged();
      changes.announce({ noun: "system" });
    },
  });
  const makeExecutors = options.executors ?? ((parts) => createExecutors({ ...parts, configuration }));
  const executors = makeExecutors({ clock, logger });
  scope.defer("executors", () => executors.close());

  const changes = createChangeFeed();
  const growth = createLogGrowthFeed();
  const storage = createStorageCare({ store, clock, logger, changes, work: options.storageWork ?? workInThread });
  const logSearch = createLogSearch({ store, clock, logger, dataDirectory });
  scope.defer("looks into logs", () => logSearch.work.close());
  const compile = createScheduleCache();
  const bootId = ids.token().slice(0, 12);
  const calendars = createCalendarBook();
  const absences = createAbsenceWatch(heartbeat.lastSeenAt);
  const bookkeeping = { store, clock, ids, logger, vault, changes };
  const variables = createVariableBook(bookkeeping);
  scope.defer("variables", () => variables.stop());
  const terminals = createTerminalBook({
    clock,
    ids,
    access: executors.servers ?? { openTerminal: () => Promise.reject(new Error("no server is reached from here")) },
    record: recordTerminals(store, clock),
    changed: () => {
      changes.announce({ noun: "terminal" });
    },
    failed: (error) => {
      logger.error({ error }, "the end of a terminal could not be recorded");
    },
  });
  scope.defer("terminals", terminals.stop);
  const usage = createUsageBook();
  const parts = { ...bookkeeping, growth, usage, dataDirectory, compile, calendars, absences, variables };
  const payloads = createPayloadBook(parts);
  scope.defer("packed scripts", () => payloads.stop());
  const outbox = createOutbox({
    ...parts,
    programVersion,
    notify: options.notify ?? desktopNotifier(process.env),
    queued: () => dispatcher.wake(),
  });
  const hooks: readonly JobEndHook[] = [recordOutcome, failureCounter(parts), messageWriter(outbox.expect)];
  const runtime = running
    ? await openRuntimeApi({
        ...parts,
        tools: createToolRegistry(options.tools ?? []),
        settings: configuration.runtimeApi,
      })
    : undefined;
  if (runtime !== undefined) scope.defer("runtime API", runtime.close);
  const work: LeasedParts = {
    ...parts,
    runtime: runtime?.sessions,
    logFiles,
    payloads,
    executors: executors.byPlace satisfies Readonly<Record<RunPlace, Executor<AnyExecutionRequest>>>,
    owner: `${String(process.pid)}:${bootId}`,
  };
  const reconciler = createReconciler({
    ...work,
    dispatcher: () => dispatcher,
    sweepPlaces: executors.sweep,
    wakeMessages: outbox.wake,
  });
  const vaultNotice = createVaultNotice(parts, outbox.wake);
  scope.defer("notices of the vault", vaultNotice.stop);
  const dispatcher = createDispatcher({
    ...work,
    ...reconciler.notes,
    ids,
    hooks,
    waitsForVault: vaultNotice.waits,
    concurrency: async () => (await readSettings(store.read)).concurrency,
  });
  const ticker = createTicker({
    ...parts,
    queued: dispatcher.wake,
    replaced: dispatcher.cancel,
    beat: heartbeat.beat,
  });
  const delegations = createDelegations({
    ...parts,
    serverSide:
      options.serverSide ?? createShellServerSide(executors.servers, clock, askerOf(dataDirectory, ids.token)),
    queued: dispatcher.wake,
    rescheduled: () => void ticker.wake(),
  });

  if (running) {
    await dispatcher.start();
    scope.defer("dispatcher", () => dispatcher.stop());
    await reconciler.start();
    scope.defer("reconciliation", () => reconciler.stop());
    await delegations.settleRestored();
    await ticker.start();
    scope.defer("scheduler", () => ticker.stop());
    delegations.start();
    scope.defer("schedules left to servers", () => delegations.stop());
    const maintenance = startMaintenance({ ...parts, storage, payloads, secrets: createSecretSweep(parts) });
    scope.defer("maintenance", () => maintenance.stop());
    storage.integrity.start();
    scope.defer("integrity check", () => storage.integrity.stop());
    storage.backups.start();
    scope.defer("backups", () => storage.backups.stop());
    logSearch.upkeep.start();
    scope.defer("index of logs", () => logSearch.upkeep.stop());
    payloads.start();
    outbox.start();
    scope.defer("outbox", () => outbox.stop());
    scope.defer(
      "notices of storage",
      tellOfStorage(parts, () => storageProblem({ storage, store }), outbox.wake),
    );
    await recordLogDamage(parts);
    await recordTampering(parts);
    if (options.warmsUp ?? true) await runtime?.warm();
    logger.info({ dataDirectory, version: programVersion }, "started");
  }

  const isDefault = dataDirectory === defaultDataDirectory(process.env);
  const ifRunning =
    <Arguments extends unknown[]>(run: (...given: Arguments) => unknown) =>
    (...given: Arguments): void => {
      if (running) run(...given);
    };
  const context: ApiContext = {
    ...parts,
    storage,
    payloads,
    logSearch,
    programVersion,
    startedAt,
    bootId,
    running,
    scheduler: () => ticker.state,
    reconciled: () => reconciler.state,
    requestStop: options.requestStop,
    queued: ifRunning(dispatcher.wake),
    cancelled: ifRunning(dispatcher.cancel),
    messagesWaiting: ifRunning(outbox.wake),
    isDelivering: outbox.isUnderWay,
    hooks,
    rescheduled: ifRunning(() => {
      // What was due until a schedule changed is in the queue already.
      dispatcher.wake();
      return ticker.wake();
    }),
    check: executors.check,
    delegations,
    servers: executors.servers,
    terminals,
    imageWorks: executors.imageWorks,
    checkDocker: executors.checkDocker,
    watchTimer: options.watchTimer ?? createWatchTimer({ dataDirectory, isDefault, environment: process.env }),
  };
  careForServers({ ...context, ids }, executors, scope);
  return {
    router: appRouter,
    createContext: () => context,
    configuration,
    dataDirectory,
    logger,
    token: accessToken(dataDirectory, ids.token),
    announce: (url) => {
      directory.announce({ ...announcement, url });
    },
    wake: ifRunning(() => {
      logger.debug("the computer has woken: looking what is due");
      void reconciler.look("wake");
      void ticker.wake();
      void delegations.look();
    }),
    runtimeApi: runtime?.url,
    stop: () => scope.close(),
  };
}
