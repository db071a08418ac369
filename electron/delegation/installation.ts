import { CroniumError } from "../../shared/errors.ts";
import { scriptTypes } from "../../shared/words.ts";
import { resolveEnvironment } from "../queue/environment.ts";
import { graceMs } from "../queue/prepare-execution.ts";
import { jitterOf } from "../schedule/jitter.ts";
import { delegatedRuns, findScheduleVersion } from "../store/delegations.ts";
import type { DelegationRow } from "../store/server-tables.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { readGivenWork } from "./given-work.ts";
import type { Installation } from "./server-side.ts";

/** Variables that differ from run to run: the server adds them. */
const ownOfRun = ["CRONIUM_JOB_ID", "CRONIUM_EXECUTION_ID"];

/**
 * What a server is given, secrets resolved.
 * @throws CroniumError `conflict` when a secret is not in the vault, or the schedule is gone
 */
export async function openInstallation(
  { store, vault }: Pick<DelegationParts, "store" | "vault">,
  delegation: DelegationRow,
): Promise<Installation> {
  const { job: definition } = readGivenWork(delegation.definition);
  const version = await findScheduleVersion(store.read, delegation.schedule_id);
  const type = scriptTypes.find((candidate) => candidate === definition.type);
  if (version === undefined || type === undefined) {
    throw new CroniumError("conflict", "The schedule that was to be left is gone");
  }
  const facts = {
    eventId: delegation.event_id,
    eventName: delegation.event_name,
    eventType: type,
    source: "schedule",
    dueAt: null,
  } as const;
  const identity = { jobId: "", executionId: "", place: "servers", isTakenUp: false } as const;
  const environment = await resolveEnvironment(vault, { ...definition, input: null, facts }, identity);
  if (!environment.ok) {
    const message = `The value of the secret variable ${environment.missing} is not in the vault`;
    throw new CroniumError("conflict", message, { remedy: "Enter it again in the event, then leave the schedule." });
  }
  const entries = Object.entries(environment.values).filter(([name]) => !ownOfRun.includes(name));
  const runs = await delegatedRuns(store.read, delegation.id, delegation.collected_at);
  return {
    id: delegation.id,
    runs: runs.map((run) => ({
      dueAt: run.due_at,
      startAt: run.due_at + jitterOf(version.id, run.due_at, version.jitter_ms),
      jobId: run.job_id,
      executionId: run.execution_id,
    })),
    terms: {
      missed: version.missed,
      missedWindowMs: version.missed_window_ms,
      missedCap: version.missed_cap,
      skipsOverlap: version.overlap === "skip",
      runLimitMs: definition.timeoutMs,
      graceMs,
      untilAt: delegation.until_at,
    },
    work: { type, script: definition.script, files: definition.files, environment: Object.fromEntries(entries) },
    timer: delegation.timer ?? "cron",
    owner: {
      eventId: delegation.event_id,
      eventName: delegation.event_name,
      fromAt: delegation.from_at,
      untilAt: delegation.until_at,
    },
  };
}
