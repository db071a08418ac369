import { eventInput, type EventFields } from "../../../shared/event.ts";
import type { ScheduleInput } from "../../../shared/schedule.ts";
import type { EventStatus } from "../../../shared/words.ts";
import { changeEventStatus, removeEvent, resetCounters as resetEventCounters } from "../../definitions/event-life.ts";
import { eventOrError } from "../../definitions/event-or-error.ts";
import { changeEvent, createEvent } from "../../definitions/save-event.ts";
import { requestCancel, resolveJob } from "../../queue/job-actions.ts";
import { runEvent } from "../../queue/run-event.ts";
import { check } from "./check.ts";
import { DivergenceError } from "./follow.ts";
import { openVersion, withAnchor } from "./model.ts";
import { underWay, waiting, type ModelEvent } from "./model-state.ts";
import { quiet } from "./passing.ts";
import type { EventDraft } from "./scenario.ts";
import { choose, foresee, usedUpReason } from "./foresight.ts";
import { endJob } from "./working.ts";
import type { World } from "./world.ts";

/** A tick begins so many turns after the call it meets at most. */
const mostTurns = 80;

/**
 * What a person does, through the contract. A call that is refused, or broken off, has to leave everything as it was.
 * @param call the call itself
 * @param refusal why it has to be refused; undefined when it has to be accepted
 * @param meets a tick, when it makes no difference which of the two comes first, and neither is broken off
 */
export async function ask<Answer>(
  world: World,
  call: () => Promise<Answer>,
  refusal: () => string | undefined,
  accepted: (answer: Answer) => Promise<void>,
  meets: "a tick" | "nothing" = "nothing",
): Promise<void> {
  const wasArmed = world.faults.armed;
  const isMet = meets === "a tick" && !wasArmed && world.counts.happenings % 2 === 1;
  let answer: Answer;
  try {
    [answer] = await Promise.all([call(), isMet ? beginTick(world) : undefined]);
  } catch (error) {
    await quiet(world);
    const brokenOff = wasArmed && !world.faults.armed;
    if (!brokenOff && refusal() === undefined) {
      throw new DivergenceError(`refused: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!brokenOff) world.counts.refusals += 1;
    world.looking = { ...world.looking, isClear: false };
    await check(world, { complete: "none" });
    return;
  }
  await quiet(world);
  if (isMet) hasTicked(world);
  const reason = refusal();
  if (reason !== undefined) throw new DivergenceError(`accepted, though ${reason}`);
  await accepted(answer);
}

/** The program's timer fires while a call is under way: at any moment of it. */
async function beginTick({ program, counts }: World): Promise<void> {
  for (let turn = 0; turn < (counts.happenings * 7) % mostTurns; turn++) await Promise.resolve();
  void program.ticker.wake();
}

export function create(world: World, draft: EventDraft): Promise<void> {
  const { model, clock, program } = world;
  const name = `event ${String(model.created)}`;
  const place = model.created;
  const fields = toInput(world, name, draft);
  return ask(
    world,
    () => createEvent(program.parts, fields),
    () => undefined,
    async (id) => {
      model.created += 1;
      const event: ModelEvent = {
        id,
        name,
        tags: draft.tags,
        servers: draft.servers,
        fate: draft.fate,
        retries: draft.retries,
        version: 1,
        status: draft.status,
        schedule: undefined,
        runCount: 0,
        failureStreak: 0,
        pausedByProgram: false,
        jobs: new Map(),
        accounted: new Set(),
        accountedHigh: -Infinity,
        lastScheduleId: 0,
        jobsMade: 0,
      };
      const after = (): void => {
        openVersion(event, draft.schedule, draft.status, clock.now());
        model.events.set(place, event);
      };
      await check(world, { complete: "none", after, ticked: hasTicked(world) });
    },
    "a tick",
  );
}

/** Saves an event with another schedule, or with the one it has. */
export function save(world: World, event: ModelEvent, change: (before: ScheduleInput | null) => ScheduleInput | null) {
  const { clock, program } = world;
  const before = event.schedule?.input ?? null;
  const schedule = change(before);
  const { status, version } = event;
  const input = toInput(world, event.name, { ...event, status, schedule });
  return ask(
    world,
    () => changeEvent(program.parts, event.id, version, input),
    () =>
      foresee(world, event).status === status
        ? usedUpReason(world, event, status, schedule)
        : "the program has paused it meanwhile",
    async () => {
      const after = (): void => {
        event.version += 1;
        const next = schedule === null ? null : withAnchor(schedule, event.schedule, clock.now());
        const isSame = JSON.stringify(next) === JSON.stringify(event.schedule?.input ?? null);
        const isStatusSame = event.status === status;
        choose(event, status, next);
        if (!isSame || !isStatusSame) openVersion(event, next, status, clock.now());
      };
      await check(world, { complete: event, after, ticked: hasTicked(world) });
    },
    "a tick",
  );
}

export function setStatus(world: World, event: ModelEvent, status: EventStatus): Promise<void> {
  const { clock, program } = world;
  const schedule = event.schedule?.input ?? null;
  return ask(
    world,
    () => changeEventStatus(program.parts, event.id, status),
    () => (foresee(world, event).status === status ? undefined : usedUpReason(world, event, status, schedule)),
    async () => {
      const ticked = hasTicked(world);
      if (foresee(world, event).status === status) {
        await check(world, { complete: event, ticked });
        return;
      }
      const after = (): void => {
        choose(event, status, schedule);
        openVersion(event, schedule, status, clock.now());
      };
      await check(world, { complete: event, after, ticked });
    },
    "a tick",
  );
}

export function remove(world: World, place: number, event: ModelEvent): Promise<void> {
  const { model, program } = world;
  return ask(
    world,
    () => removeEvent(program.parts, event.id, world.directory),
    () => (foresee(world, event).unfinished > 0 ? "a job of it is unfinished" : undefined),
    async () => {
      const after = (): void => {
        model.events.delete(place);
      };
      await check(world, { complete: event, after, ticked: hasTicked(world) });
    },
    "a tick",
  );
}

export function runByHand(world: World, event: ModelEvent): Promise<void> {
  const { clock, program } = world;
  return ask(
    world,
    async () => {
      const row = await eventOrError(program.store.read, event.id);
      return (await runEvent(program.store.write, world.ids, row, { now: clock.now() })).jobId;
    },
    () => (event.status === "ARCHIVED" ? "it is archived" : undefined),
    async (jobId) => {
      event.jobsMade += 1;
      event.jobs.set(jobId, {
        id: jobId,
        status: "queued",
        exclusive: false,
        availableAt: clock.now(),
        cancelRequested: false,
        number: event.jobsMade,
        attempt: 0,
        endsAt: undefined,
        occurrenceId: undefined,
      });
      await check(world, { complete: "none" });
    },
  );
}

/** A person cancels the job that was made last. */
export async function cancel(world: World, event: ModelEvent): Promise<void> {
  const { program, clock } = world;
  const job = [...waiting(event), ...underWay(event)].at(-1);
  if (job === undefined) return;
  await ask(
    world,
    async () => {
      await program.store.write
        .transaction()
        .execute((transaction) => requestCancel(transaction, job.id, clock.now(), "user", program.hooks));
      world.stopping.add(job.id);
    },
    () => undefined,
    async () => {
      if (job.status === "queued") await check(world, endJob(world, event, job, "cancelled"));
      else {
        job.cancelRequested = true;
        await check(world, { complete: "none" });
      }
    },
  );
}

/** A person says what became of a job whose fate nobody knows. */
export async function resolve(world: World, event: ModelEvent, resolution: "completed" | "failed"): Promise<void> {
  const { program, clock } = world;
  const job = [...event.jobs.values()].find(({ status }) => status === "needs_attention");
  if (job === undefined) return;
  await ask(
    world,
    () => resolveJob(program.store.write, job.id, resolution, undefined, clock.now(), program.hooks),
    () => undefined,
    async () => {
      await check(world, endJob(world, event, job, resolution));
    },
  );
}

export function resetCounters(world: World, event: ModelEvent): Promise<void> {
  return ask(
    world,
    () => resetEventCounters(world.program.parts, event.id),
    () => undefined,
    async () => {
      const before = (): void => {
        event.runCount = 0;
        event.failureStreak = 0;
      };
      await check(world, { before, complete: "none" });
    },
  );
}

/** Whether the program has looked at once after a change, as it should, and nothing broke that off. */
export function hasTicked(world: World): boolean {
  const { lastTickAt, problem } = world.program.ticker.state;
  const worked = world.grave === undefined && lastTickAt === world.clock.now() && problem === undefined;
  world.looking = worked
    ? { at: world.clock.now(), isOwn: true, isClear: true, untold: undefined }
    : { ...world.looking, isClear: false };
  return worked;
}

function toInput(world: World, name: string, draft: Omit<EventDraft, "fate">): EventFields {
  const serverIds = draft.servers.flatMap((server) => world.model.servers[server] ?? []);
  return eventInput.parse({
    name,
    type: "BASH",
    status: draft.status,
    tags: [...draft.tags],
    run: draft.servers.length > 0 ? { on: "servers", serverIds, groups: [] } : { on: "this-computer" },
    schedule: draft.schedule,
    retries: { max: draft.retries },
    script: "true",
  });
}
