import type { Database } from "./tables.ts";

export interface AuditEntry {
  /** Who: `user` for a person at any door, `program` for the program itself. */
  readonly actor: "user" | "program";
  /** What was done, such as `event.update`. */
  readonly action: string;
  /** To what, such as `event 12 nightly-backup`. */
  readonly subject: string;
  /** Never holds a secret. */
  readonly detail?: unknown;
}

/** Adds a line to the audit trail, in the transaction of the change it tells of. */
export async function recordAudit(database: Database, entry: AuditEntry, now: number): Promise<void> {
  await database
    .insertInto("audit")
    .values({
      at: now,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
    })
    .execute();
}
