import { recordAudit } from "../store/audit.ts";
import { findDelegation, insertDelegatedRuns, insertDelegation, openDelegationOfEvent } from "../store/delegations.ts";
import { findEvent } from "../store/events.ts";
import { openSchedule } from "../store/schedules.ts";
import type { Database, ScheduleRow, ServerRow } from "../store/tables.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { lendInstants } from "./give-back.ts";
import { delegationSubject } from "./delegation-subject.ts";
import { accountOf, writeGivenWork } from "./given-work.ts";
import { definitionThere } from "./plan-delegation.ts";
import type { FoundSchedule, PlannedInstant } from "./server-side.ts";

/** What is to become of a schedule that was found on a server: this data knows of it, or of it now; or it is to go. */
export type Adoption = "known" | "adopted" | "unwanted";

/**
 * Makes known to this data a schedule of its own that lies on a server: from this commit on the server alone decides of
 * its instants, as if the schedule had just been left to it, and it can be taken back. What the ledger has already stays;
 * what ran there of that is taken up beside it. Where this data says that its time with the server is over, or has no
 * such schedule at work, it is not wanted there.
 */
export async function adoptFound(
  parts: DelegationParts,
  server: ServerRow,
  directory: string,
  found: FoundSchedule,
  instants: readonly PlannedInstant[],
): Promise<Adoption> {
  const { store, clock } = parts;
  return store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    const subject = `event ${String(found.eventId)} ${found.eventName}`;
    const detail = { server: server.name, until: new Date(found.untilAt).toISOString() };
    const known = await findDelegation(transaction, found.id);
    if (known?.ended_at === null) return "known";
    const place = known === undefined ? await scheduleOf(transaction, found) : undefined;
    if (place === undefined) {
      await recordAudit(transaction, { actor: "program", action: "event.removed_there", subject, detail }, now);
      return "unwanted";
    }
    const { event, version } = place;
    const job = await definitionThere(transaction, event, server);
    const settledAt = Math.min(version.cursor_at, found.untilAt - 1);
    const collectedAt = Math.min(settledAt, found.fromAt);
    await insertDelegation(transaction, {
      id: found.id,
      ...delegationSubject(event, version, server),
      state: "active",
      from_at: found.fromAt,
      until_at: found.untilAt,
      collected_at: collectedAt,
      heard_at: now,
      definition: writeGivenWork({ job, directory, account: accountOf(server), settledAt }),
      created_at: now,
    });
    const rest = instants.filter(({ dueAt }) => dueAt > collectedAt);
    await insertDelegatedRuns(
      transaction,
      rest.map(({ dueAt, jobId, executionId }) => ({
        delegation_id: found.id,
        due_at: dueAt,
        state: "pending" as const,
        job_id: jobId,
        execution_id: executionId,
      })),
    );
    if (version.cursor_at < found.untilAt) await lendInstants(transaction, parts, version, found.untilAt);
    await recordAudit(transaction, { actor: "program", action: "event.found_there", subject, detail }, now);
    return "adopted";
  });
}

/**
 * The schedule that was found, as this data has it; undefined where it has none at work, or it is with another server.
 * The event may have had another name when it was left; one that was made since only has the same number.
 */
async function scheduleOf(
  transaction: Database,
  { eventId, fromAt }: FoundSchedule,
): Promise<{ readonly event: EventRow; readonly version: ScheduleRow } | undefined> {
  const event = await findEvent(transaction, eventId);
  const version = await openSchedule(transaction, eventId);
  if (event === undefined || event.created_at > fromAt || event.status !== "ACTIVE" || version?.active !== 1) {
    return undefined;
  }
  return (await openDelegationOfEvent(transaction, eventId)) === undefined ? { event, version } : undefined;
}
