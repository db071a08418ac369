import { verifyLedger } from "../../schedule/ledger-verify.ts";
import { DivergenceError } from "./follow.ts";
import { query } from "./observe.ts";
import type { World } from "./world.ts";

/** What must not be found anywhere, and the query that would find it. */
const mustBeEmpty: Readonly<Record<string, string>> = {
  "an instant of an event has two rows": `SELECT event_id, due_at FROM occurrences GROUP BY event_id, due_at HAVING count(*) > 1`,
  "a row is beyond the cursor of its version": `SELECT occurrences.id FROM occurrences
    JOIN schedules ON schedules.id = schedule_id WHERE due_at > cursor_at`,
  "a row has no version": `SELECT id FROM occurrences WHERE schedule_id NOT IN (SELECT id FROM schedules)`,
  "a row that runs has lost its job": `SELECT id FROM occurrences WHERE job_id IS NOT NULL
    AND event_id IN (SELECT id FROM events)
    AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = job_id AND occurrence_id = occurrences.id)`,
  "a job of a schedule has no row": `SELECT id FROM jobs WHERE source = 'schedule'
    AND NOT EXISTS (SELECT 1 FROM occurrences WHERE occurrences.id = occurrence_id AND occurrences.job_id = jobs.id)`,
  "a job has ended and the ledger does not say how": `SELECT id FROM jobs WHERE occurrence_id IS NOT NULL
    AND finished_at IS NOT NULL AND status != (SELECT status FROM occurrence_outcomes
      WHERE job_id = jobs.id ORDER BY id DESC LIMIT 1)`,
  "an event has two open versions": `SELECT event_id FROM schedules WHERE closed_at IS NULL GROUP BY event_id HAVING count(*) > 1`,
};

/**
 * Looks at the ledger as a whole: every hash is right, and it agrees with the tables around it.
 * @throws DivergenceError
 */
export async function prove({ program, counts }: World): Promise<void> {
  const { read } = program.store;
  const { valid, chains } = await verifyLedger(read);
  if (!valid) throw new DivergenceError(`the ledger's chain is broken: ${JSON.stringify(chains)}`);
  for (const [problem, sql] of Object.entries(mustBeEmpty)) {
    const found = await query(read, sql);
    if (found.length > 0) throw new DivergenceError(`${problem}: ${JSON.stringify(found.slice(0, 5))}`);
  }
  const [rows] = await query<{ count: number }>(read, "SELECT count(*) AS count FROM occurrences");
  if (rows?.count !== counts.due) {
    throw new DivergenceError(`the ledger has ${String(rows?.count)} rows, and should have ${String(counts.due)}`);
  }
}
