import { CroniumError } from "../../shared/errors.ts";
import type { EnvironmentEntry } from "../../shared/event.ts";
import type { Ids } from "../base/ids.ts";
import { replaceSecret } from "../secrets/former-values.ts";
import type { Vault } from "../secrets/vault.ts";
import type { ActionColumns } from "../store/actions.ts";
import type { EnvironmentVariableRow } from "../store/event-tables.ts";

/** What a save writes beside the event's own row: its variables and what follows from its jobs. */
export interface StoredParts extends StoredEnvironment {
  readonly actions: readonly ActionColumns[];
}

export interface StoredEnvironment {
  readonly rows: readonly Pick<EnvironmentVariableRow, "key" | "value" | "secret_reference">[];
  /** Names of the secrets whose value was given with this save. */
  readonly given: readonly string[];
}

/**
 * Puts new secrets into the vault and leaves references to them. A secret that replaces another keeps its reference,
 * so that waiting jobs get the new value; the former one stays beside it, to be masked in runs that hold it. One that no
 * variable uses any more stays in the vault as long as its event: older versions, and jobs that wait, refer to it.
 * @throws CroniumError `invalid_input` when a secret is to be kept that was never given
 */
export async function storeEnvironment(
  vault: Pick<Vault, "get" | "set">,
  ids: Ids,
  entries: readonly EnvironmentEntry[],
  former: readonly EnvironmentVariableRow[],
): Promise<StoredEnvironment> {
  checkEnvironment(entries, former);
  const references = new Map(former.map((row) => [row.key, row.secret_reference]));
  const rows: { key: string; value: string | null; secret_reference: string | null }[] = [];
  for (const entry of entries) {
    if ("value" in entry) {
      rows.push({ key: entry.key, value: entry.value, secret_reference: null });
      continue;
    }
    const reference = references.get(entry.key) ?? `secret_${ids.token()}`;
    if ("secret" in entry) await replaceSecret(vault, reference, entry.secret);
    rows.push({ key: entry.key, value: null, secret_reference: reference });
  }
  return { rows, given: entries.flatMap((entry) => ("secret" in entry ? entry.key : [])) };
}

/** @throws CroniumError `invalid_input` when a secret is to be kept that was never given */
export function checkEnvironment(
  entries: readonly EnvironmentEntry[],
  former: readonly EnvironmentVariableRow[],
): void {
  const references = new Map(former.map((row) => [row.key, row.secret_reference]));
  for (const [index, entry] of entries.entries()) {
    if (!("keepSecret" in entry) || (references.get(entry.key) ?? null) !== null) continue;
    throw new CroniumError("invalid_input", `The secret ${entry.key} has no value yet`, {
      remedy: "Enter its value once; it is not shown again.",
      field: `environment.${String(index)}.secret`,
    });
  }
}
