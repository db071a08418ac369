import type { ServerCheckPoint } from "../../shared/server-facts.ts";
import { checksSince } from "../store/server-checks.ts";
import type { ServerCheckRow } from "../store/server-tables.ts";
import type { Database } from "../store/tables.ts";

/** More points than that no chart shows apart. */
const mostPoints = 300;

/** How a server was since an instant, with at most one look for each stretch of time: one without an answer counts most. */
export async function viewChecks(
  database: Database,
  serverId: number,
  sinceMs: number,
  now: number,
): Promise<readonly ServerCheckPoint[]> {
  const stepMs = Math.max(1, Math.ceil((now - sinceMs) / mostPoints));
  const rows = await checksSince(database, serverId, sinceMs);
  const stretches = new Map<number, ServerCheckRow>();
  for (const row of rows) {
    const stretch = Math.floor((row.at - sinceMs) / stepMs);
    if (stretches.get(stretch)?.reachable !== 0) stretches.set(stretch, row);
  }
  return (rows.length <= mostPoints ? rows : [...stretches.values()]).map((row) => ({
    at: row.at,
    reachable: row.reachable === 1,
    latencyMs: row.latency_ms ?? undefined,
    load: row.load ?? undefined,
    memoryUsed: row.memory_used ?? undefined,
    memoryTotal: row.memory_total ?? undefined,
    diskUsed: row.disk_used ?? undefined,
    diskTotal: row.disk_total ?? undefined,
  }));
}
