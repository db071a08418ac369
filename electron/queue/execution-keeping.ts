import type { UsageHistory } from "../../shared/usage-history.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ExecutionContext } from "../executors/executor.ts";
import { artifactFolder, recordArtifacts, type Artifact } from "../store/artifacts.ts";
import type { Store } from "../store/store.ts";
import type { Database, ExecutionRow } from "../store/tables.ts";
import { readUsage, saveUsage } from "../store/usage.ts";
import { storeArtifact } from "./store-artifact.ts";
import type { UsageBook } from "./usage-book.ts";

/** While a run goes on, what it has used is stored this often, milliseconds. */
const saveEveryMs = 30_000;

export interface KeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly dataDirectory: string;
  readonly usage?: UsageBook | undefined;
}

/** Takes what an execution uses and leaves, and records it. */
export interface Keeping {
  /** For the executor's context. */
  readonly takes: Pick<ExecutionContext, "keepArtifact" | "leftOut"> & Required<Pick<ExecutionContext, "usage">>;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
  /** Records it with the execution's end. Nothing but SQL is awaited. */
  write(database: Database): Promise<void>;
  /** This process goes on without it. */
  close(): void;
}

/** Opens what keeps for one execution; of one that is taken up, what was stored before comes first. */
export async function openKeeping(parts: KeepingParts, row: ExecutionRow): Promise<Keeping> {
  const { store, clock, logger, changes, dataDirectory, usage } = parts;
  const earlier = row.handle === null ? undefined : await readEarlier(parts, row.id);
  const collection = usage?.open(row.id, earlier);
  const artifacts = new Map<string, Artifact>();
  const folder = artifactFolder(row.log_path);
  let savedAt = clock.elapsed();
  let saving: Promise<void> = Promise.resolve();

  async function save(): Promise<void> {
    const history = collection?.history();
    if (history === undefined) return;
    try {
      await saveUsage(store.write, row.id, history, clock.now());
      changes.announce({ noun: "execution", id: row.id });
    } catch (error) {
      logger.warn({ error, execution: row.id }, "what an execution uses could not be stored");
    }
  }

  return {
    takes: {
      usage(sample) {
        collection?.add(sample);
        if (clock.elapsed() - savedAt < saveEveryMs) return;
        savedAt = clock.elapsed();
        saving = save();
      },
      async keepArtifact(path, content) {
        artifacts.set(path, await storeArtifact(dataDirectory, folder, path, content));
      },
      leftOut(path, bytes) {
        artifacts.set(path, { path, bytes, sha256: "", storedPath: "" });
      },
    },
    settled: () => saving,
    async write(database) {
      const now = clock.now();
      const history = collection?.history();
      if (history !== undefined) await saveUsage(database, row.id, history, now);
      if (artifacts.size > 0) await recordArtifacts(database, row.id, [...artifacts.values()], now);
    },
    close() {
      usage?.close(row.id);
    },
  };
}

/** What was stored of an execution that is taken up; without it the run goes on all the same. */
async function readEarlier({ store, logger }: KeepingParts, executionId: string): Promise<UsageHistory | undefined> {
  try {
    return await readUsage(store.read, executionId);
  } catch (error) {
    logger.warn({ error, execution: executionId }, "what an execution used before could not be read");
    return undefined;
  }
}
