import { CroniumError } from "../../shared/errors.ts";
import { findRunCycle, type RunLink } from "../../shared/run-cycle.ts";
import { eventNamesById, eventsThatRun, runLinks } from "../store/actions.ts";
import { findEvent } from "../store/events.ts";
import type { Database } from "../store/tables.ts";
import type { ActionInput } from "../../shared/action.ts";

/**
 * Refuses events that run each other in a circle, once the rows are written.
 * @param first the event that was saved: the way round begins with it
 * @throws CroniumError `invalid_input` that names the way round
 */
export async function refuseCycles(transaction: Database, first?: number): Promise<void> {
  const cycle = findRunCycle(await runLinks(transaction));
  if (cycle === undefined) return;
  const names = await eventNamesById(transaction);
  const start = Math.max(0, cycle.indexOf(first ?? cycle[0] ?? 0));
  const round = [...cycle.slice(start, -1), ...cycle.slice(0, start + 1)];
  throw cycleError(round.map((id) => names.get(id) ?? `event ${String(id)}`));
}

/**
 * The same for what a definition file makes of all events.
 * @param links by name, each name in one spelling
 * @param fieldOf where the actions of an event on the way round are written
 */
export function refuseNamedCycles(
  links: readonly RunLink<string>[],
  fieldOf: (names: readonly string[]) => string,
): void {
  const cycle = findRunCycle(links);
  if (cycle !== undefined) throw cycleError(cycle, fieldOf(cycle));
}

function cycleError(names: readonly string[], field = "actions"): CroniumError {
  const way = names.map((name) => `“${name}”`).join(" → ");
  return new CroniumError("invalid_input", `These events would run each other for ever: ${way}`, {
    remedy: "Take one of the actions that run an event out of the circle.",
    field,
  });
}

/** @throws CroniumError `invalid_input` when an action runs an event that is not there */
export async function checkActions(database: Database, actions: readonly ActionInput[]): Promise<void> {
  for (const [index, action] of actions.entries()) {
    if (action.do !== "run_event" || (await findEvent(database, action.eventId)) !== undefined) continue;
    throw new CroniumError("invalid_input", `There is no event ${String(action.eventId)} to run`, {
      remedy: "Choose another event, or take the action away.",
      field: `actions.${String(index)}.eventId`,
    });
  }
}

/**
 * Refuses to delete an event that others run after them.
 * @throws CroniumError `conflict` that names them
 */
export async function refuseToDeleteTarget(
  database: Database,
  event: { readonly id: number; readonly name: string },
): Promise<void> {
  const others = (await eventsThatRun(database, event.id)).map(({ name }) => name);
  if (others.length > 0) throw targetError(event.name, others);
}

/** @param others names of the events that run it */
export function targetError(eventName: string, others: readonly string[]): CroniumError {
  const names = [...new Set(others)].map((name) => `“${name}”`).join(", ");
  return new CroniumError("conflict", `“${eventName}” is run after ${names}`, {
    remedy: `Take that action out of ${names} first, then delete the event.`,
  });
}
