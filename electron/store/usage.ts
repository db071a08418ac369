import type { UsageHistory } from "../../shared/usage-history.ts";
import type { UsageSample } from "../../shared/usage.ts";
import type { Database } from "./tables.ts";

/** As it is stored: the fields of each sample in one order, null for what was not told. */
interface StoredUsage {
  readonly peak: readonly [processors: number, memoryBytes: number, processes: number | null];
  readonly samples: readonly (readonly (number | null)[])[];
}

/** Keeps what an execution has used so far, in place of what was kept before. */
export async function saveUsage(
  database: Database,
  executionId: string,
  history: UsageHistory,
  now: number,
): Promise<void> {
  const { peak, samples } = history;
  const stored: StoredUsage = {
    peak: [peak.processors, peak.memoryBytes, peak.processes ?? null],
    samples: samples.map(({ atMs, processorMs, memoryBytes, ...more }) => [
      atMs,
      Math.round(processorMs),
      memoryBytes,
      ...[more.readBytes, more.writtenBytes, more.receivedBytes, more.sentBytes, more.processes].map(
        (value) => value ?? null,
      ),
    ]),
  };
  const values = { samples: JSON.stringify(stored), updated_at: now };
  await database
    .insertInto("execution_usage")
    .values({ execution_id: executionId, ...values })
    .onConflict((conflict) => conflict.column("execution_id").doUpdateSet(values))
    .execute();
}

/** Undefined when nothing was sampled. */
export async function readUsage(database: Database, executionId: string): Promise<UsageHistory | undefined> {
  const row = await database
    .selectFrom("execution_usage")
    .select("samples")
    .where("execution_id", "=", executionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { peak, samples } = JSON.parse(row.samples) as StoredUsage;
  const [processors, memoryBytes, processes] = peak;
  return { peak: { processors, memoryBytes, processes: processes ?? undefined }, samples: samples.map(toSample) };
}

function toSample(values: readonly (number | null)[]): UsageSample {
  const at = (place: number): number | undefined => values[place] ?? undefined;
  return {
    atMs: at(0) ?? 0,
    processorMs: at(1) ?? 0,
    memoryBytes: at(2) ?? 0,
    readBytes: at(3),
    writtenBytes: at(4),
    receivedBytes: at(5),
    sentBytes: at(6),
    processes: at(7),
  };
}
