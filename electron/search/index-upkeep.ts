import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { knownExecutions } from "../store/retention.ts";
import type { IndexProgress } from "../store/search-index.ts";
import { executionLogs, executionLogsAfter, newestExecutionRow, type ExecutionLog } from "../store/searchable-logs.ts";
import type { Store } from "../store/store.ts";
import type { IndexAnswer, IndexTask } from "./index-logs.ts";
import type { LogWork } from "./log-work.ts";

/** What is new is looked for this often, what is gone every so many times. Milliseconds. */
const lookEveryMs = 5 * 60_000;
const looksPerSweep = 12;
/** Executions looked at together. */
const rowsAtOnce = 1_000;
/** Fewer logs with fewer bytes than this wait for more: small ones share a place in the index, and are read quickly. */
const leastLogs = 200;
const leastBytes = 1_048_576;

export interface IndexUpkeep {
  start(): void;
  stop(): Promise<void>;
  /** Takes in whatever is new, at once. */
  look(): Promise<void>;
  /** What the index held when it was last worked on; undefined when there is none. */
  answer(): Promise<IndexAnswer | undefined>;
  readonly busy: boolean;
  /** Why it did not go on when it last should have. */
  readonly problem: string | undefined;
}

/** Where the index of logs is kept. It holds nothing that is not in the logs, and may be removed at any time. */
export function searchIndexPath(dataDirectory: string): string {
  return join(dataDirectory, "search.sqlite");
}

/** Keeps the index of logs up with what has ended and what is gone, in the background and gently. */
export function createIndexUpkeep(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dataDirectory: string;
  readonly work: LogWork;
}): IndexUpkeep {
  const { store, clock, logger, dataDirectory, work } = parts;
  const indexPath = searchIndexPath(dataDirectory);
  const stopping = new AbortController();
  let cancel = (): void => undefined;
  let working: Promise<void> = Promise.resolve();
  let known: IndexProgress | undefined;
  let latest: IndexAnswer | undefined;
  let problem: string | undefined;
  let busy = false;
  let looks = 0;

  async function run(task: Partial<IndexTask>): Promise<IndexAnswer> {
    const nothing = { add: [], forget: [], progress: undefined, listAfter: undefined, rest: 1 };
    latest = await work.run("index", { indexPath, ...nothing, ...task }, { signal: stopping.signal });
    known = latest.progress;
    return latest;
  }

  async function progress(): Promise<IndexProgress> {
    if (!existsSync(indexPath)) return { cursor: 0, waiting: [] };
    const found = known ?? (await run({})).progress;
    // The database was put back to an earlier day: its rows are counted anew.
    return found.cursor > (await newestExecutionRow(store.read)) ? { cursor: 0, waiting: [] } : found;
  }

  async function takeIn(): Promise<void> {
    for (;;) {
      const { cursor, waiting } = await progress();
      const rows = await executionLogsAfter(store.read, cursor, rowsAtOnce);
      const all = [...(await executionLogs(store.read, waiting)), ...rows];
      const ended = all.filter((log) => log.ended);
      const isPage = rows.length === rowsAtOnce;
      if (!isPage && ended.length < leastLogs && (await bytesOf(ended)) < leastBytes) return;
      await run({
        add: ended.map(({ id, path }) => ({ executionId: id, path: join(dataDirectory, path) })),
        progress: {
          cursor: rows.at(-1)?.row ?? cursor,
          waiting: all.filter((log) => !log.ended).map(({ id }) => id),
        },
      });
      if (!isPage) return;
    }
  }

  async function bytesOf(logs: readonly ExecutionLog[]): Promise<number> {
    let bytes = 0;
    for (const { path } of logs) {
      // A log that was never written, or is gone, takes nothing.
      bytes += await stat(join(dataDirectory, path)).then(
        ({ size }) => size,
        () => 0,
      );
    }
    return bytes;
  }

  /** Lets go of what the database does not know any more. */
  async function sweep(): Promise<void> {
    if (!existsSync(indexPath)) return;
    let listAfter: string | undefined = "";
    while (listAfter !== undefined) {
      const { listed }: IndexAnswer = await run({ listAfter });
      const there = await knownExecutions(store.read, listed);
      const forget = listed.filter((id) => !there.has(id));
      if (forget.length > 0) await run({ forget });
      listAfter = listed.at(-1);
    }
  }

  async function bringOn(isSweep: boolean): Promise<void> {
    busy = true;
    try {
      await takeIn();
      if (isSweep) await sweep();
      problem = undefined;
    } catch (error) {
      if (stopping.signal.aborted) return;
      problem = error instanceof Error ? error.message : String(error);
      logger.warn({ error }, "the index of logs could not be brought on; searches read the logs meanwhile");
    } finally {
      busy = false;
    }
  }

  function plan(): void {
    cancel = clock.after(lookEveryMs, () => {
      working = look(++looks % looksPerSweep === 0).then(plan);
    });
  }

  function look(isSweep: boolean): Promise<void> {
    working = working.then(() => bringOn(isSweep));
    return working;
  }

  return {
    start: plan,
    async stop() {
      cancel();
      stopping.abort(new Error("Cronium is stopping"));
      await working;
      cancel();
    },
    look: () => look(true),
    async answer() {
      return latest ?? (existsSync(indexPath) ? await run({}) : undefined);
    },
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
  };
}
