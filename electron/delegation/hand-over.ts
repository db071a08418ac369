import type { DelegationInput } from "../../shared/delegation.ts";
import type { DelegationTimer } from "../../shared/words.ts";
import { settleAhead, settleSchedule } from "../schedule/ledger-settle.ts";
import { recordAudit } from "../store/audit.ts";
import { insertDelegatedRuns, insertDelegation } from "../store/delegations.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { lendInstants } from "./give-back.ts";
import { delegationSubject } from "./delegation-subject.ts";
import { accountOf, writeGivenWork } from "./given-work.ts";
import { planDelegation } from "./plan-delegation.ts";

/**
 * Writes down, before the server hears of it, that a schedule is left to it: from this commit on the ticker decides of
 * none of its instants, and each has the ids of the job and the execution it will become.
 * @returns the delegation's id
 * @throws CroniumError as `planDelegation`
 */
export async function lendSchedule(
  parts: DelegationParts,
  input: DelegationInput,
  { timer, directory }: { readonly timer: DelegationTimer; readonly directory: string },
): Promise<string> {
  const { store, clock, ids, changes } = parts;
  await settleAhead(parts, [input.eventId]);
  const id = `left_${ids.job().slice("job_".length)}`;
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await settleSchedule(transaction, parts, input.eventId, now);
    const { event, version, server, definition, fromAt, runs } = await planDelegation(transaction, parts, input, now);
    await insertDelegation(transaction, {
      id,
      ...delegationSubject(event, version, server),
      state: "installing",
      timer,
      from_at: fromAt,
      until_at: input.untilAt,
      collected_at: fromAt,
      definition: writeGivenWork({ job: definition, directory, account: accountOf(server) }),
      created_at: now,
    });
    const rows = runs.map(({ dueAt }) => {
      const jobId = ids.job();
      const executionId = ids.execution(jobId, server.id, dueAt);
      return {
        delegation_id: id,
        due_at: dueAt,
        state: "pending" as const,
        job_id: jobId,
        execution_id: executionId,
      };
    });
    await insertDelegatedRuns(transaction, rows);
    await lendInstants(transaction, parts, version, input.untilAt);
    const detail = { server: server.name, until: new Date(input.untilAt).toISOString(), runs: runs.length };
    const subject = `event ${String(event.id)} ${event.name}`;
    await recordAudit(transaction, { actor: "user", action: "event.left_to_server", subject, detail }, now);
  });
  changes.announce({ noun: "event", id: input.eventId });
  parts.rescheduled();
  return id;
}
