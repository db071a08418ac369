import { createChangeFeed } from "../../base/change-feed.ts";
import type { Ids } from "../../base/ids.ts";
import { silentLogger } from "../../base/logger.ts";
import type { DefinitionParts } from "../../definitions/parts.ts";
import type { JobEndHook } from "../../queue/job-end.ts";
import { createAbsenceWatch } from "../../schedule/ledger-absence.ts";
import { failureCounter } from "../../schedule/ledger-failures.ts";
import { recordOutcome } from "../../schedule/ledger-outcomes.ts";
import { createCalendarBook } from "../../schedule/stored-calendars.ts";
import { createScheduleCache } from "../../schedule/stored-schedule.ts";
import { createTicker, type Ticker } from "../../schedule/tick.ts";
import type { Vault } from "../../secrets/vault.ts";
import { openStore, type Store } from "../../store/store.ts";
import type { Database } from "../../store/tables.ts";
import { createVariableBook } from "../../variables/create-variable-book.ts";
import type { Faults } from "./faults.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

const programVersion = "0.0.0-simulated";

/** The scheduling part of a running host, put together as a host does it, on a real database. */
export interface Program {
  readonly store: Store;
  /** The writer without anything that breaks its writes, for looking. */
  readonly plain: Database;
  readonly ticker: Ticker;
  readonly hooks: readonly JobEndHook[];
  /** Who claims jobs: another at every start. */
  readonly owner: string;
  /** What the calls of the contract stand on, as far as they are about definitions. */
  readonly parts: DefinitionParts;
  /** The last sign of life it gave, epoch milliseconds: what a next one is told. */
  readonly lastSeenAt: () => number | undefined;
  /** Resolves once it has looked what is due after the last change of a definition. */
  readonly looked: () => Promise<void>;
  close(): Promise<void>;
}

type TickerParts = Pick<Parameters<typeof createTicker>[0], "store" | "clock" | "logger" | "changes">;

export interface ProgramParts {
  readonly path: string;
  readonly clock: SimulatedClock;
  readonly ids: Ids;
  readonly faults: Faults;
  /** These jobs are to be stopped: replaced, or cancelled by a person. */
  readonly stopped: (jobId: string) => void;
}

/** No event of a simulation has a secret. */
const noVault: Vault = {
  backend: "file",
  detail: "none",
  get: () => Promise.resolve(undefined),
  set: () => Promise.reject(new Error("a simulation has no secrets")),
  delete: () => Promise.resolve(),
};

/** Opens a database and what schedules on it. Nothing happens before its ticker is started or its contract called. */
export function openProgram(
  { path, clock, ids, faults, stopped }: ProgramParts,
  lastSeenAt: number | undefined,
): Program {
  const opened = openStore({ path, clock, programVersion });
  const store = { ...opened, write: opened.write.withPlugin(faults.plugin) };
  let woken = Promise.resolve();
  const bookkeeping = { store, clock, ids, logger: silentLogger, vault: noVault, changes: createChangeFeed(10) };
  const parts: DefinitionParts & TickerParts = {
    ...bookkeeping,
    variables: createVariableBook(bookkeeping),
    rescheduled: () => {
      woken = ticker.wake();
    },
    compile: createScheduleCache(),
    calendars: createCalendarBook(),
    absences: createAbsenceWatch(lastSeenAt),
  };
  const hooks = [recordOutcome, failureCounter(parts)];
  let seenAt = lastSeenAt;
  const ticker: Ticker = createTicker({
    ...parts,
    queued: () => undefined,
    replaced: stopped,
    beat: ({ lastTickAt }) => {
      seenAt = lastTickAt;
    },
  });
  return {
    store,
    plain: opened.write,
    ticker,
    hooks,
    owner: ids.token(),
    parts,
    lastSeenAt: () => seenAt,
    looked: () => woken,
    async close() {
      await ticker.stop();
      await opened.close();
    },
  };
}
