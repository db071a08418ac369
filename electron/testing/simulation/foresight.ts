import type { ScheduleInput } from "../../../shared/schedule.ts";
import type { EventStatus } from "../../../shared/words.ts";
import { expectRows } from "./model.ts";
import { underWay, waiting, type ModelEvent } from "./model-state.ts";
import type { World } from "./world.ts";

/** The accounts of an event are settled before anything about it changes: what that will have made of it. */
export function foresee(
  world: World,
  event: ModelEvent,
): { status: EventStatus; runCount: number; unfinished: number } {
  const rows = expectRows(world.model, event, world.clock.now());
  const made = rows.filter((row) => row.job !== undefined).length;
  const runCount = event.runCount + made;
  const isPaused = rows.length > 0 && runCount >= (event.schedule?.input.maxRuns ?? Infinity);
  const unfinished = underWay(event).length + waiting(event).length + made;
  return { status: isPaused ? "PAUSED" : event.status, runCount, unfinished };
}

/** Why an event cannot be saved like this: it would be active with all of its runs made. */
export function usedUpReason(
  world: World,
  event: ModelEvent,
  status: EventStatus,
  schedule: ScheduleInput | null,
): string | undefined {
  const then = foresee(world, event);
  if (status !== "ACTIVE" || schedule === null) return undefined;
  const counted = then.status !== "ACTIVE" && schedule.resetRunsOnActivation ? 0 : then.runCount;
  return counted >= (schedule.maxRuns ?? Infinity) ? "all of its runs have been made" : undefined;
}

/** What a status chosen by a person does to an event whose accounts are settled. */
export function choose(event: ModelEvent, status: EventStatus, schedule: ScheduleInput | null): void {
  if (status === event.status) return;
  event.pausedByProgram = false;
  if (status !== "ACTIVE") return;
  event.failureStreak = 0;
  if (schedule?.resetRunsOnActivation === true) event.runCount = 0;
}
