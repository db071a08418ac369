import type { DefinedAction } from "../../shared/action.ts";
import type { FieldChange } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import { didYouMean } from "../../shared/nearest.ts";
import type { Vault } from "../secrets/vault.ts";
import { foldName, type CurrentEvent } from "./current-definition.ts";
import { hiddenSecret } from "./difference.ts";
import { isSigned, type NamedAction } from "./event-actions.ts";
import { refuseNamedCycles, targetError } from "./run-cycles.ts";

/** Turns secrets that are the same as in the vault into kept ones. */
export async function keepSecrets(
  vault: Pick<Vault, "get">,
  actions: readonly DefinedAction[],
  { actionRows }: CurrentEvent,
): Promise<NamedAction[]> {
  const kept: NamedAction[] = [];
  for (const [index, action] of actions.entries()) {
    const place = action.do === "call_url" ? await findKept(vault, action, index, actionRows) : undefined;
    if (action.do !== "call_url" || place === undefined) kept.push(action);
    else kept.push({ when: action.when, do: action.do, url: action.url, keepSecretOf: place });
  }
  return kept;
}

/** At which place the same address is signed with the same secret now; its own comes first. */
async function findKept(
  vault: Pick<Vault, "get">,
  { url, secret }: Extract<DefinedAction, { readonly do: "call_url" }>,
  index: number,
  rows: CurrentEvent["actionRows"],
): Promise<number | undefined> {
  if (secret === undefined) return undefined;
  const places = rows.flatMap((row, place) => (row.url === url && row.secret_reference !== null ? place : []));
  for (const place of places.sort((left, right) => Number(right === index) - Number(left === index))) {
    if ((await vault.get(rows[place]?.secret_reference ?? "")) === secret) return place;
  }
  return undefined;
}

/** Actions that are signed with another secret from now on and are otherwise as they were. */
export function newSecretsOf(actions: readonly NamedAction[], former: CurrentEvent): FieldChange[] {
  return actions.flatMap((action, index) => {
    const before = former.actions[index];
    const isNew = action.do === "call_url" && action.secret !== undefined;
    const wasSigned = before !== undefined && isSigned(before);
    const isSame = isNew && before?.do === "call_url" && before.url === action.url && before.when === action.when;
    if (!isNew || !wasSigned || !isSame) return [];
    return { path: `actions.${String(index + 1)}.secret`, from: hiddenSecret, to: hiddenSecret };
  });
}

/** An event with its actions, as there will be. */
export interface ActingEvent {
  readonly name: string;
  readonly actions: readonly NamedAction[];
}

/**
 * Checks the actions of all events there will be against each other.
 * @param events first those that a definition names, in its order
 * @param removed names of the events that are deleted
 * @throws CroniumError `conflict` when an event is deleted that another runs, `invalid_input` for a circle
 */
export function checkAllActions(events: readonly ActingEvent[], removed: readonly string[]): void {
  const links = events.flatMap(({ name, actions }) =>
    actions.flatMap((action) => (action.do === "run_event" ? { from: name, to: action.event } : [])),
  );
  for (const name of removed) {
    const others = links.filter(({ to }) => to === name).map(({ from }) => from);
    if (others.length > 0) throw targetError(name, others);
  }
  refuseNamedCycles(links, (names) => {
    const onTheWay = new Set(names.map(foldName));
    return `events.${String(events.findIndex(({ name }) => onTheWay.has(foldName(name))))}.actions`;
  });
}

/** The events in an order in which each comes after those that it runs. There is no circle among them. */
export function targetsFirst<Event extends ActingEvent>(events: readonly Event[]): readonly Event[] {
  const ordered = new Set<Event>();
  const add = (event: Event): void => {
    if (ordered.has(event)) return;
    for (const action of event.actions) {
      const target =
        action.do === "run_event" ? events.find(({ name }) => foldName(name) === foldName(action.event)) : undefined;
      if (target !== undefined) add(target);
    }
    ordered.add(event);
  };
  for (const event of events) add(event);
  return [...ordered];
}

/**
 * The actions with the names of other events as those spell them.
 * @param known names of the events there will be
 * @throws CroniumError `invalid_input` with the field at fault
 */
export function resolveActionNames(actions: readonly DefinedAction[], known: readonly string[]): DefinedAction[] {
  const spelling = new Map(known.map((name) => [foldName(name), name]));
  return actions.map((action, index) => {
    if (action.do !== "run_event") return action;
    const event = spelling.get(foldName(action.event));
    if (event !== undefined) return { ...action, event };
    throw new CroniumError("invalid_input", `There is no event “${action.event}” to run`, {
      remedy: didYouMean(action.event, known) ?? "Add it to the file, or correct the name.",
      field: `actions.${String(index)}.run`,
    });
  });
}
