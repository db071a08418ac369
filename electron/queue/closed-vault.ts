import type { HttpRequest } from "../../shared/http-request.ts";
import type { VaultState } from "../../shared/words.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import { namedVariables } from "../executors/http/named-variables.ts";
import type { ChangeableVault } from "../secrets/changeable-vault.ts";
import { listGroupOptions } from "../store/group-options.ts";
import type { Database, ExecutionRow, JobRow } from "../store/tables.ts";
import { TemplateProblem } from "../templates/template-problem.ts";
import { readJobWork, type JobDefinition } from "./job-definition.ts";
import { optionsOf } from "./server-connection.ts";

/** Whether nothing that the vault keeps can be read now, though it may be later. */
export function isVaultClosed(state: VaultState): boolean {
  return state !== "open";
}

/** What is waited for while the vault is closed, as the end of a sentence that begins “Waiting for”. */
export function closedVaultWords(state: VaultState): string {
  if (state === "locked") return "the vault to be unlocked";
  return state === "damaged" ? "the vault, which is damaged" : "the keychain to answer again";
}

/** Whether a job cannot be begun anywhere without a secret: one of its own, or of a variable that its request names. */
export async function needsSecret(
  database: Database,
  { environment, request }: Pick<JobDefinition, "environment" | "request">,
): Promise<boolean> {
  if (environment.some((entry) => "secretReference" in entry)) return true;
  const keys = request === null ? [] : variablesOf(request);
  if (keys.length === 0) return false;
  const found = await database
    .selectFrom("variables")
    .select("key")
    .where("key", "in", keys)
    .where("secret_reference", "is not", null)
    .limit(1)
    .execute();
  return found.length > 0;
}

/** What is not valid fails where it is prepared, with the reason. */
function variablesOf(request: HttpRequest): readonly string[] {
  try {
    return namedVariables(request);
  } catch (error) {
    if (error instanceof TemplateProblem) return [];
    throw error;
  }
}

/** The servers that are reached with a key or password which the vault keeps, their own or that of one on the way. */
export async function serversBehindVault(database: Database): Promise<ReadonlyMap<number, string>> {
  const rows = await database
    .selectFrom("servers")
    .select(["id", "name", "groups", "options", "credential_reference"])
    .execute();
  const groups = await listGroupOptions(database);
  const byName = new Map(rows.map((row) => [row.name.toLowerCase(), row]));
  const isBehind = (row: (typeof rows)[number], way: ReadonlySet<number>): boolean => {
    if (row.credential_reference !== null) return true;
    const jump = byName.get(optionsOf(row, groups).jump?.toLowerCase() ?? "");
    return jump !== undefined && !way.has(jump.id) && isBehind(jump, new Set([...way, jump.id]));
  };
  return new Map(rows.filter((row) => isBehind(row, new Set([row.id]))).map(({ id, name }) => [id, name]));
}

/** Whether what an earlier process has begun of a job cannot be asked after while the vault is closed. */
export async function waitsUnderWay(
  database: Database,
  job: JobRow,
  executions: readonly Pick<ExecutionRow, "finished_at" | "handle" | "server_id">[],
): Promise<boolean> {
  const begun = executions.filter((row) => row.finished_at === null && row.handle !== null);
  if (begun.length === 0) return false;
  if (await needsSecret(database, readJobWork(job))) return true;
  const behind = await serversBehindVault(database);
  return begun.some((row) => behind.has(row.server_id ?? -1));
}

/** What tells whether secrets can be had, and when that changes. */
export interface WatchedVault {
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
