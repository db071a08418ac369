import { CroniumError } from "../../shared/errors.ts";
import type { Failure } from "../../shared/failure.ts";
import { scriptTypes } from "../../shared/words.ts";
import type { AnyExecutionRequest, BuiltPayload } from "../executors/executor.ts";
import type { ChangeableVault } from "../secrets/changeable-vault.ts";
import { VaultClosedError } from "../secrets/vault.ts";
import type { Store } from "../store/store.ts";
import type { ExecutionRow } from "../store/tables.ts";
import { resolveEnvironment } from "./environment.ts";
import type { JobWork } from "./job-definition.ts";
import { prepareRequest, type RequestVariables } from "./prepare-request.ts";
import { resolveTarget } from "./targets.ts";

/** Time between TERM and KILL, milliseconds: that of the original product. */
export const graceMs = 5_000;

/** What an executor is to be asked, secrets resolved, and what must not stand in its log. */
type Prepared =
  | { readonly ok: true; readonly request: AnyExecutionRequest; readonly secrets: readonly string[] }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly secrets: readonly [];
      /** It is for want of the vault as a whole, which may be there again: it is locked, damaged, or does not answer. */
      readonly isVaultClosed: boolean;
    };

/** The archives of what jobs run on servers. */
export interface JobPayloads {
  /** Never throws. @returns undefined when there is none: it is built by whoever needs it */
  payloadOfJob(jobId: string): Promise<BuiltPayload | undefined>;
}

/** Puts together what runs or cleans up an execution; the way to the runtime API is not in it yet. */
export async function prepareExecution(...given: Parameters<typeof prepare>): Promise<Prepared> {
  const [{ vault }] = given;
  // It may be opened at any moment in between: then what was found missing is to be looked for again.
  const wasOpen = vault.state === "open";
  const prepared = await prepareOrMiss(...given);
  if (prepared.ok || prepared.failure.reason !== "secret_missing") return prepared;
  return { ...prepared, isVaultClosed: !wasOpen || vault.state !== "open" };
}

async function prepareOrMiss(...given: Parameters<typeof prepare>): Promise<Prepared> {
  try {
    return await prepare(...given);
  } catch (error) {
    const [{ vault }] = given;
    const isUnreadable = vault.state === "damaged" && error instanceof CroniumError;
    if (!isUnreadable && !(error instanceof VaultClosedError)) throw error;
    return failed({ reason: "secret_missing", message: error.message });
  }
}

function failed(failure: Failure): Prepared {
  return { ok: false, failure, secrets: [], isVaultClosed: false };
}

async function prepare(
  {
    store,
    vault,
    variables,
    payloads,
  }: {
    readonly store: Store;
    readonly vault: ChangeableVault;
    readonly variables?: RequestVariables | undefined;
    readonly payloads?: JobPayloads | undefined;
  },
  row: ExecutionRow,
  definition: JobWork,
): Promise<Prepared> {
  const isTakenUp = row.handle !== null || row.started_at !== null;
  const identity = { jobId: row.job_id, executionId: row.id, place: row.place, isTakenUp };
  const planned = { place: row.place, serverId: row.server_id ?? undefined, name: row.target };
  const target = await resolveTarget(store.read, vault, definition, planned);
  if (!target.ok) return failed(target.failure);
  const environment = await resolveEnvironment(vault, definition, identity);
  if (!environment.ok) {
    const message = `The value of the secret variable ${environment.missing} is not in the vault`;
    return failed({ reason: "secret_missing", message });
  }
  const type = scriptTypes.find((candidate) => candidate === definition.type);
  if (type === undefined) {
    const prepared = await prepareRequest(row, definition, environment, variables);
    return prepared.ok ? prepared : failed(prepared.failure);
  }
  const payload = row.place === "servers" ? await payloads?.payloadOfJob(row.job_id) : undefined;
  return {
    ok: true,
    secrets: [...environment.secrets, ...target.secrets],
    request: {
      executionId: row.id,
      jobId: row.job_id,
      type,
      script: definition.script,
      files: definition.files,
      environment: environment.values,
      target: target.target,
      payload,
      graceMs,
    },
  };
}
