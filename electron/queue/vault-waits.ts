import { sql } from "kysely";
import type { VaultState } from "../../shared/words.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { isVaultClosed } from "./closed-vault.ts";
import { whatJobsWaitFor } from "./waiting-for.ts";

/**
 * How many jobs wait as the vault is closed, in the queue or inside their run. Queued jobs of one version of an event that want the same servers wait for
 * the same, but for their own times: one of each kind, the one that has waited longest, stands for all.
 */
export async function countVaultWaits(
  database: Database,
  facts: { readonly now: number; readonly vault: VaultState },
): Promise<number> {
  if (!isVaultClosed(facts.vault)) return 0;
  const { rows } = await sql<JobRow & { readonly count: number }>`
    SELECT jobs.*, kinds.count FROM jobs JOIN (
      SELECT min(rowid) AS first, count(*) AS count FROM jobs WHERE status = 'queued' AND available_at <= ${facts.now}
      GROUP BY event_id, event_version, servers_wanted
      UNION ALL SELECT rowid, 1 FROM jobs WHERE status IN ('claimed', 'running')
    ) AS kinds ON jobs.rowid = kinds.first`.execute(database);
  const waits = await whatJobsWaitFor(database, rows, facts);
  return rows.reduce((sum, { id, count }) => sum + (waits.get(id)?.kind === "vault" ? count : 0), 0);
}
