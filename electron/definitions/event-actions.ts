import { shownAddress, thisDesktop, type ActionInput, type ActionView } from "../../shared/action.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Ids } from "../base/ids.ts";
import type { Vault } from "../secrets/vault.ts";
import type { ActionColumns } from "../store/actions.ts";
import type { ConditionalActionRow } from "../store/tables.ts";

/** An action with the other event by its name, as a definition file has it. */
export type NamedAction =
  | Exclude<ActionInput, { readonly do: "run_event" }>
  | { readonly when: ActionInput["when"]; readonly do: "run_event"; readonly event: string };

/** Actions as a person saves them, put together from their rows. Secrets are kept by their place. */
export function toActionInputs(rows: readonly ConditionalActionRow[]): ActionInput[] {
  return rows.map((row, index): ActionInput => {
    const when = row.trigger;
    switch (row.kind) {
      case "run_event":
        return { when, do: "run_event", eventId: row.target_event_id ?? 0 };
      case "call_url":
        return {
          when,
          do: "call_url",
          url: row.url ?? "",
          ...(row.secret_reference === null ? {} : { keepSecretOf: index }),
        };
      case "notify":
        return { when, do: "notify" };
    }
  });
}

/** @param names of events by their id */
export function nameActions(actions: readonly ActionInput[], names: ReadonlyMap<number, string>): NamedAction[] {
  return actions.map((action) =>
    action.do === "run_event"
      ? { when: action.when, do: action.do, event: names.get(action.eventId) ?? `event ${String(action.eventId)}` }
      : action,
  );
}

/** Actions as they are shown, without what may be secret in them. */
export function viewActions(actions: readonly ActionInput[], names: ReadonlyMap<number, string>): ActionView[] {
  return actions.map((action): ActionView => {
    const { when } = action;
    switch (action.do) {
      case "run_event": {
        const destination = names.get(action.eventId) ?? `event ${String(action.eventId)}`;
        return { when, do: action.do, destination, eventId: action.eventId, signed: false };
      }
      case "call_url":
        return {
          when,
          do: action.do,
          destination: shownAddress(action.url),
          eventId: undefined,
          signed: isSigned(action),
        };
      case "notify":
        return { when, do: action.do, destination: thisDesktop, eventId: undefined, signed: false };
    }
  });
}

export function isSigned(action: ActionInput | NamedAction): boolean {
  return action.do === "call_url" && (action.secret !== undefined || action.keepSecretOf !== undefined);
}

/**
 * Puts new signing secrets into the vault, each under a reference of its own: calls that wait keep the one they were
 * to be signed with.
 * @returns the reference of each action, null where there is none
 * @throws CroniumError `invalid_input` when a secret is to be kept that was never given
 */
export async function storeActionSecrets(
  vault: Pick<Vault, "set">,
  ids: Ids,
  actions: readonly (ActionInput | NamedAction)[],
  former: readonly ConditionalActionRow[],
): Promise<(string | null)[]> {
  const references: (string | null)[] = [];
  for (const [index, action] of actions.entries()) {
    if (action.do !== "call_url") references.push(null);
    else if (action.secret !== undefined) {
      const reference = `secret_${ids.token()}`;
      await vault.set(reference, action.secret);
      references.push(reference);
    } else if (action.keepSecretOf !== undefined) {
      const kept = former[action.keepSecretOf]?.secret_reference ?? null;
      if (kept === null) {
        throw new CroniumError("invalid_input", "The secret that signs this call has no value yet", {
          remedy: "Enter it once; it is not shown again.",
          field: `actions.${String(index)}.secret`,
        });
      }
      references.push(kept);
    } else references.push(null);
  }
  return references;
}

/** The columns of actions. @param references of their secrets, in the same order */
export function toActionColumns(
  actions: readonly ActionInput[],
  references: readonly (string | null)[],
): ActionColumns[] {
  return actions.map((action, index) => ({
    trigger: action.when,
    kind: action.do,
    target_event_id: action.do === "run_event" ? action.eventId : null,
    url: action.do === "call_url" ? action.url : null,
    secret_reference: references[index] ?? null,
  }));
}
