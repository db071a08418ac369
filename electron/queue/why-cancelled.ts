import { sql } from "kysely";
import type { Database } from "../store/tables.ts";

/** What the audit trail keeps of why a job was asked to end. */
export interface CancelDetail {
  /** A sentence. */
  readonly because: string;
}

/**
 * Why a job was first asked to end, as a sentence: the program gives its reason, a person need not.
 * @returns undefined when no reason was given
 */
export async function whyCancelled(database: Database, jobId: string): Promise<string | undefined> {
  const { rows } = await sql<{ readonly because: string | null }>`
    SELECT json_extract(audit.detail, '$.because') AS because FROM jobs JOIN audit ON audit.at = jobs.cancel_requested_at
    WHERE jobs.id = ${jobId} AND audit.action = 'job.cancel' AND audit.subject LIKE ${`job ${jobId} %`}
      AND json_valid(audit.detail) ORDER BY audit.id LIMIT 1`.execute(database);
  return rows[0]?.because ?? undefined;
}
