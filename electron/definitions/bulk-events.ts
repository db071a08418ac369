import { CroniumError, toErrorDetails } from "../../shared/errors.ts";
import type { BulkAction, BulkResult } from "../../shared/event-version.ts";
import type { RunLink } from "../../shared/run-cycle.ts";
import { runEvent } from "../queue/run-event.ts";
import { runLinks } from "../store/actions.ts";
import { findEvent } from "../store/events.ts";
import { changeTags } from "./change-tags.ts";
import { changeEventStatus, removeEvent } from "./event-life.ts";
import { eventOrError } from "./event-or-error.ts";
import type { DefinitionParts } from "./parts.ts";

export interface BulkParts extends DefinitionParts {
  readonly dataDirectory: string;
  /** Jobs were queued: the dispatcher should look. */
  readonly queued: () => void;
}

/**
 * Does the same to several events, one after the other, each wholly or not at all: one that refuses keeps none of the
 * others from it. Of those to be deleted each goes after those that run it, whatever their order.
 * @returns what became of each, in the order given
 */
export async function actOnEvents(
  parts: BulkParts,
  ids: readonly number[],
  action: BulkAction,
): Promise<readonly BulkResult[]> {
  const wanted = [...new Set(ids)];
  const inOrder = action.kind === "delete" ? runnersFirst(wanted, await runLinks(parts.store.read)) : wanted;
  const results = new Map<number, BulkResult>();
  for (const id of inOrder) {
    const name = (await findEvent(parts.store.read, id))?.name ?? `event ${String(id)}`;
    try {
      results.set(id, { ok: true, id, name, jobId: await actOnEvent(parts, id, action) });
    } catch (error) {
      // What this event refuses is its own; what befalls the database befalls all.
      if (!(error instanceof CroniumError)) throw error;
      results.set(id, { ok: false, id, name, error: toErrorDetails(error) });
    }
  }
  return wanted.flatMap((id) => results.get(id) ?? []);
}

/** The events in an order in which each comes after those that run it. There is no circle among them. */
function runnersFirst(ids: readonly number[], links: readonly RunLink<number>[]): readonly number[] {
  const runners = Map.groupBy(links, ({ to }) => to);
  const wanted = new Set(ids);
  const ordered = new Set<number>();
  const add = (id: number): void => {
    if (ordered.has(id)) return;
    for (const { from } of runners.get(id) ?? []) if (wanted.has(from)) add(from);
    ordered.add(id);
  };
  for (const id of ids) add(id);
  return [...ordered];
}

/** @returns the id of the job that was queued */
async function actOnEvent(parts: BulkParts, id: number, action: BulkAction): Promise<string | undefined> {
  switch (action.kind) {
    case "status":
      await changeEventStatus(parts, id, action.status);
      return undefined;
    case "tags":
      await changeTags(parts, id, action);
      return undefined;
    case "delete":
      await removeEvent(parts, id, parts.dataDirectory);
      return undefined;
    case "run": {
      const { store, ids, clock, changes } = parts;
      const event = await eventOrError(store.read, id);
      const { jobId } = await runEvent(store.write, ids, event, {
        now: clock.now(),
        idempotencyKey: action.idempotencyKey,
      });
      changes.announce({ noun: "job", id: jobId });
      parts.queued();
      return jobId;
    }
  }
}
