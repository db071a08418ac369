import type { GroupLimit } from "../../shared/group.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteGroupLimit, putGroupLimit } from "../store/group-limits.ts";
import type { Database } from "../store/tables.ts";

/** Limits a group of servers, in the caller's transaction. */
export async function writeGroupLimit(transaction: Database, limit: GroupLimit, now: number): Promise<void> {
  await putGroupLimit(transaction, limit, now);
  await recordAudit(
    transaction,
    {
      actor: "user",
      action: "group.limit",
      subject: `group ${limit.name}`,
      detail: { concurrency: limit.concurrency },
    },
    now,
  );
}

/** Takes the limit of a group away, in the caller's transaction. One that has none stays as it is. */
export async function writeNoGroupLimit(transaction: Database, name: string, now: number): Promise<void> {
  if (!(await deleteGroupLimit(transaction, name))) return;
  await recordAudit(transaction, { actor: "user", action: "group.unlimit", subject: `group ${name}` }, now);
}
