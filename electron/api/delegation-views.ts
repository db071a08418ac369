import type { DelegationView } from "../../shared/delegation.ts";
import { countDelegatedRuns } from "../store/delegations.ts";
import type { DelegationRow } from "../store/server-tables.ts";
import type { Database } from "../store/tables.ts";

const none: DelegationView["runs"] = { pending: 0, running: 0, collected: 0, missed: 0, revoked: 0 };

export async function viewDelegations(
  database: Database,
  rows: readonly DelegationRow[],
): Promise<readonly DelegationView[]> {
  const counts = await countDelegatedRuns(
    database,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    eventName: row.event_name,
    serverId: row.server_id ?? undefined,
    serverName: row.server_name,
    state: row.state,
    timer: row.timer ?? undefined,
    fromAt: row.from_at,
    untilAt: row.until_at,
    heardAt: row.heard_at ?? undefined,
    problem: row.problem ?? undefined,
    runs: { ...none, ...counts.get(row.id) },
  }));
}
