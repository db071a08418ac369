import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { replaceText } from "../store/durable-files.ts";
import { growthPerDay, type SizeSample } from "./growth.ts";
import type { DataSizes } from "./measure-data.ts";
import { taskError } from "./storage-task.ts";
import type { StorageWork } from "./storage-work.ts";

/** Sizes are noted this often, for so long, milliseconds: enough to see how a week goes. */
const noteEveryMs = 6 * 3_600_000;
const noteForMs = 7 * 86_400_000;
/** While somebody looks it is measured anew this often at most, milliseconds. */
const freshForMs = 5_000;

const history = z.array(z.object({ at: z.int(), bytes: z.number() }));

export interface StorageMeasure extends DataSizes {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of database and logs, bytes; undefined until there is enough to tell by. */
  readonly growthPerDay: number | undefined;
}

export interface StorageMeter {
  /** What the data takes, not much older than now. @throws CroniumError `storage` */
  read(): Promise<StorageMeasure>;
  /** Measures and, every few hours, remembers. Never throws. */
  note(): Promise<void>;
}

/** Measures what is on the disk, and how it grows. */
export function createStorageMeter(parts: {
  readonly databasePath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly work: StorageWork;
}): StorageMeter {
  const { databasePath, clock, logger, work } = parts;
  const path = join(dirname(databasePath), "storage-history.json");
  let latest: { readonly elapsed: number; readonly sizes: Promise<DataSizes> } | undefined;

  async function measure(): Promise<DataSizes> {
    const answer = await work({ kind: "measure", databasePath });
    if (answer.kind === "failed") throw taskError(answer.details);
    if (answer.kind !== "measure") throw new Error(`a measurement was answered with “${answer.kind}”`);
    return answer.sizes;
  }

  function sizes(): Promise<DataSizes> {
    if (latest === undefined || clock.elapsed() - latest.elapsed > freshForMs) {
      latest = { elapsed: clock.elapsed(), sizes: measure() };
      // A failure is told to whoever asked, and not remembered.
      latest.sizes.catch(() => (latest = undefined));
    }
    return latest.sizes;
  }

  return {
    async read() {
      const found = await sizes();
      const now = clock.now();
      return { ...found, at: now, growthPerDay: growthPerDay([...readHistory(path), sample(now, found)]) };
    },
    async note() {
      const known = readHistory(path);
      const now = clock.now();
      if (known.some(({ at }) => at <= now && at > now - noteEveryMs)) return;
      try {
        const kept = known.filter(({ at }) => at <= now && at > now - noteForMs);
        replaceText(path, JSON.stringify([...kept, sample(now, await sizes())]));
      } catch (error) {
        logger.warn({ error }, "the size of the data could not be noted");
      }
    },
  };
}

/** Backups are left out: they come and go as the settings say. */
function sample(at: number, { database, writeAheadLog, logs }: DataSizes): SizeSample {
  return { at, bytes: database + writeAheadLog + logs };
}

function readHistory(path: string): readonly SizeSample[] {
  try {
    return history.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // None yet, or not readable any more: it begins anew.
    return [];
  }
}
