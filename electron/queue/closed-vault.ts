import type { VaultState } from "../../shared/words.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { ChangeableVault } from "../secrets/changeable-vault.ts";
import type { Database, ExecutionRow, JobRow } from "../store/tables.ts";
import { readJobWork } from "./job-definition.ts";

/**
 * What a job under way waits for while the vault is closed, as the end of a sentence that begins “Waiting for”: while it
 * is, nothing that needs a secret is worked on. Undefined when it needs none, or has begun nothing.
 */
export async function vaultWords(
  database: Database,
  state: VaultState,
  job: JobRow,
  executions: readonly Pick<ExecutionRow, "finished_at" | "handle" | "server_id">[],
): Promise<string | undefined> {
  if (state === "open" || (job.status !== "claimed" && job.status !== "running")) return undefined;
  const begun = executions.filter((row) => row.finished_at === null && row.handle !== null);
  if (begun.length === 0) return undefined;
  const needsSecret =
    readJobWork(job).environment.some((entry) => "secretReference" in entry) ||
    (await needCredential(
      database,
      begun.map((row) => row.server_id ?? -1),
    ));
  if (!needsSecret) return undefined;
  if (state === "locked") return "the vault to be unlocked";
  return state === "damaged" ? "the vault, which is damaged" : "a keychain to answer when Cronium starts again";
}

/** Whether any of these servers is reached with a key or password that the vault keeps. */
async function needCredential(database: Database, serverIds: readonly number[]): Promise<boolean> {
  const found = await database
    .selectFrom("servers")
    .select("id")
    .where("id", "in", serverIds)
    .where("credential_reference", "is not", null)
    .limit(1)
    .execute();
  return found.length > 0;
}

/** What tells whether secrets can be had, and when that changes. */
interface WatchedVault {
  readonly vault: Pick<ChangeableVault, "state">;
  readonly changes: Pick<ChangeFeed, "listen">;
}

/**
 * Resolves once secrets can be had: at once where they can be by now. Nothing is asked meanwhile; the vault tells when a
 * person has opened it.
 * @returns false when the program leaves first
 */
export async function untilVaultOpens({ vault, changes }: WatchedVault, leaving: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const look = (): void => {
    if (vault.state === "open" || leaving.aborted) resolve(undefined);
  };
  const unlisten = changes.listen(({ change }) => {
    if (change.noun === "system") look();
  });
  leaving.addEventListener("abort", look);
  look();
  await promise;
  unlisten();
  leaving.removeEventListener("abort", look);
  return !leaving.aborted;
}
