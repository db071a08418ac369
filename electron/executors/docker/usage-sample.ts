import { z } from "zod";
import type { UsageSample } from "../../../shared/usage.ts";

const count = z.number().nonnegative();

/** What is read of the engine's answer; all else in it is passed over. */
const answer = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: count }) }),
  memory_stats: z.object({ usage: count, stats: z.record(z.string(), z.unknown()).nullish() }),
  pids_stats: z.object({ current: count.optional() }).nullish(),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: count })).nullish() })
    .nullish(),
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).nullish(),
});

const nanosecondsPerMs = 1_000_000;

/**
 * Reads what a container uses from the engine's statistics of it. Memory is counted as `docker stats` does: without the
 * file cache that is given up as soon as somebody needs the room.
 * @param at epoch milliseconds
 * @returns undefined when the container has ended meanwhile: the engine then answers without figures
 */
export function toUsageSample(statistics: unknown, at: number): UsageSample | undefined {
  const parsed = answer.safeParse(statistics);
  if (!parsed.success) return undefined;
  const { cpu_stats, memory_stats, pids_stats, blkio_stats, networks } = parsed.data;
  const cache = memory_stats.stats?.["total_inactive_file"] ?? memory_stats.stats?.["inactive_file"];
  const transfers = blkio_stats?.io_service_bytes_recursive;
  const interfaces = networks === null || networks === undefined ? undefined : Object.values(networks);
  return {
    atMs: at,
    processorMs: cpu_stats.cpu_usage.total_usage / nanosecondsPerMs,
    memoryBytes: Math.max(0, memory_stats.usage - (typeof cache === "number" ? cache : 0)),
    readBytes: transfers === null || transfers === undefined ? undefined : sumOf(transfers, "read"),
    writtenBytes: transfers === null || transfers === undefined ? undefined : sumOf(transfers, "write"),
    receivedBytes: interfaces?.reduce((sum, each) => sum + each.rx_bytes, 0),
    sentBytes: interfaces?.reduce((sum, each) => sum + each.tx_bytes, 0),
    processes: pids_stats?.current,
  };
}

/** `Read` under the first version of control groups, `read` under the second. */
function sumOf(transfers: readonly { readonly op: string; readonly value: number }[], operation: string): number {
  return transfers.filter(({ op }) => op.toLowerCase() === operation).reduce((sum, { value }) => sum + value, 0);
}
