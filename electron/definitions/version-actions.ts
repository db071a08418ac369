import type { ActionInput } from "../../shared/action.ts";
import type { DocumentPart } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Vault } from "../secrets/vault.ts";
import type { ActionColumns } from "../store/actions.ts";
import type { ConditionalActionRow } from "../store/tables.ts";
import { nameActions } from "./event-actions.ts";

/** An action as a version keeps it: a secret by its reference. */
export type VersionAction =
  | Exclude<ActionInput, { readonly do: "call_url" }>
  | {
      readonly when: ActionInput["when"];
      readonly do: "call_url";
      readonly url: string;
      readonly secretReference?: string;
    };

export function toVersionActions(
  rows: readonly ConditionalActionRow[],
  actions: readonly ActionInput[],
): VersionAction[] {
  return actions.map((action, index): VersionAction => {
    if (action.do !== "call_url") return action;
    const reference = rows[index]?.secret_reference ?? null;
    const { when, url } = action;
    return { when, do: action.do, url, ...(reference === null ? {} : { secretReference: reference }) };
  });
}

/** The same as a form takes them. */
export function fromVersionActions(actions: readonly VersionAction[]): ActionInput[] {
  return actions.map((action, index): ActionInput => {
    if (action.do !== "call_url") return action;
    const { when, url } = action;
    return { when, do: action.do, url, ...(action.secretReference === undefined ? {} : { keepSecretOf: index }) };
  });
}

/** The same as a definition file has them; another secret differs, though it is never told. */
export function versionActionDocuments(
  actions: readonly VersionAction[],
  eventNames: ReadonlyMap<number, string>,
): DocumentPart[] {
  return nameActions(fromVersionActions(actions), eventNames).map((named, index): DocumentPart => {
    const { when } = named;
    if (named.do === "run_event") return { when, run: named.event };
    if (named.do === "notify") return { when, notify: true };
    const kept = actions[index];
    const reference = kept?.do === "call_url" ? kept.secretReference : undefined;
    const secret = reference === undefined ? {} : { secret: { secretEnv: reference } };
    return { when, call: { url: named.url, ...secret } };
  });
}

/**
 * The actions of a version, to be written again. A secret that is gone is replaced by the one with which the same
 * address is called now.
 * @throws CroniumError `conflict` when there is none
 */
export async function restoreActions(
  vault: Pick<Vault, "get">,
  actions: readonly VersionAction[],
  version: number,
  present: readonly ConditionalActionRow[],
): Promise<ActionColumns[]> {
  const columns: ActionColumns[] = [];
  for (const action of actions) {
    const shared = { trigger: action.when, kind: action.do, target_event_id: null, url: null, secret_reference: null };
    if (action.do === "run_event") columns.push({ ...shared, target_event_id: action.eventId });
    else if (action.do === "notify") columns.push(shared);
    else
      columns.push({
        ...shared,
        url: action.url,
        secret_reference: await restoreSecret(vault, action, version, present),
      });
  }
  return columns;
}

async function restoreSecret(
  vault: Pick<Vault, "get">,
  { url, secretReference }: Extract<VersionAction, { readonly do: "call_url" }>,
  version: number,
  present: readonly ConditionalActionRow[],
): Promise<string | null> {
  if (secretReference === undefined) return null;
  if ((await vault.get(secretReference)) !== undefined) return secretReference;
  const inUse = present.find((row) => row.url === url && row.secret_reference !== null);
  if (inUse !== undefined) return inUse.secret_reference;
  const message = `The vault no longer has the secret that signs a call in version ${String(version)}`;
  throw new CroniumError("conflict", message, {
    remedy:
      "Give the event an action that calls the same address with its secret, then roll back: that secret is kept.",
  });
}
