import { claimJobs, heldJobs, takeOver } from "../../queue/claim.ts";
import { markJobRunning, settleJob } from "../../queue/settle.ts";
import { decideSettlement, type EndedExecution } from "../../queue/settlement.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { check, expectOutcome } from "./check.ts";
import { DivergenceError } from "./follow.ts";
import { countEnd, pauseByProgram } from "./model.ts";
import { underWay, waiting, type ModelEvent, type ModelJob } from "./model-state.ts";
import type { World } from "./world.ts";

/** A job is stopped so long after it was asked to end at most, milliseconds. */
const longestStopMs = 20_000;
/** What could not be written is tried again after this time, milliseconds. */
const againAfterMs = 1_000;
const manyJobs = 10_000;

/** When the next job ends or may start, in milliseconds from now. */
export function untilWork(world: World): number {
  const { clock, model } = world;
  let soonest = Infinity;
  for (const event of model.events.values()) {
    for (const job of event.jobs.values()) {
      if (job.endsAt !== undefined) soonest = Math.min(soonest, job.endsAt - clock.passedMs);
      if (job.status === "queued" && mayStart(event, job)) soonest = Math.min(soonest, job.availableAt - clock.now());
    }
  }
  return soonest;
}

function mayStart(event: ModelEvent, job: ModelJob): boolean {
  return !job.exclusive || underWay(event).length === 0;
}

/** Ends the jobs whose time has come, claims those that may start. */
export async function work(world: World): Promise<void> {
  const { clock, model } = world;
  for (const event of [...model.events.values()]) {
    for (const job of [...event.jobs.values()]) {
      if (world.stopping.delete(job.id) && job.endsAt !== undefined) {
        job.endsAt = Math.min(job.endsAt, clock.passedMs + (job.number % longestStopMs));
      }
      if (job.endsAt !== undefined && job.endsAt <= clock.passedMs)
        await attempt(world, job, () => end(world, event, job));
    }
  }
  const claimable = [...model.events.values()].some((event) =>
    waiting(event).some((job) => job.availableAt <= clock.now() && mayStart(event, job)),
  );
  if (claimable && world.grave === undefined) await attempt(world, undefined, () => claim(world));
}

/** A write that is broken off is tried again later, as long as the process lives. */
async function attempt(world: World, job: ModelJob | undefined, write: () => Promise<void>): Promise<void> {
  if (world.grave !== undefined) return;
  const wasArmed = world.faults.armed;
  try {
    await write();
  } catch (error) {
    if (error instanceof DivergenceError || !wasArmed || world.faults.armed) throw error;
    world.looking = { ...world.looking, isClear: false };
    if (job !== undefined) job.endsAt = world.clock.passedMs + againAfterMs;
  }
}

async function claim(world: World): Promise<void> {
  const { clock, model, program } = world;
  const claimed = await claimJobs(program.store.write, program.owner, clock.now(), manyJobs);
  for (const { id, attempt: number } of claimed) {
    const event = [...model.events.values()].find(({ jobs }) => jobs.has(id));
    const job = event?.jobs.get(id);
    if (event === undefined || job === undefined) throw new DivergenceError(`claimed ${id}, which nobody knows`);
    if (job.status !== "queued" || job.availableAt > clock.now() || !mayStart(event, job)) {
      throw new DivergenceError(`${event.name}: claimed ${id} out of turn`);
    }
    job.status = "claimed";
    job.attempt = number;
    job.endsAt = clock.passedMs + chooseDuration(world, event, job);
    world.counts.jobs += 1;
  }
  await check(world, { complete: "none" });
  for (const { id, attempt: number } of claimed) {
    await program.store.write
      .transaction()
      .execute((transaction) =>
        markJobRunning(transaction, { id, attempt: number }, program.owner, ["target"], clock.now()),
      );
    for (const event of model.events.values()) {
      const job = event.jobs.get(id);
      if (job !== undefined) job.status = "running";
    }
  }
}

async function end(world: World, event: ModelEvent, job: ModelJob): Promise<void> {
  const { clock, program } = world;
  const now = clock.now();
  const settlement = decideSettlement({
    executions: [chooseEnd(world, event, job)],
    attempt: job.attempt,
    attemptsAllowed: event.retries + 1,
    onUnknown: "needs_attention",
    retryOn: null,
    cancelRequested: job.cancelRequested,
  });
  const request = { job, owner: program.owner, settlement, retryAt: now + 5_000, now };
  if (!(await settleJob(program.store.write, request, program.hooks))) {
    throw new DivergenceError(`${event.name}: ${job.id} could not be settled`);
  }
  if (settlement.retry) {
    Object.assign(job, { status: "queued", availableAt: now + 5_000, endsAt: undefined });
    await check(world, { complete: "none" });
    return;
  }
  const ends = endJob(world, event, job, settlement.status);
  await check(world, ends);
}

/** The end of a job for the model: it counts, and may pause the event once everything due is accounted for. */
export function endJob(
  world: World,
  event: ModelEvent,
  job: ModelJob,
  status: string,
): { readonly before: () => void; readonly complete: "none" | ModelEvent; readonly after: () => void } {
  if (status === "needs_attention") Object.assign(job, { status, endsAt: undefined });
  else event.jobs.delete(job.id);
  const pauses = countEnd(event, status);
  if (pauses) world.looking = { ...world.looking, isClear: false };
  return {
    before: () => {
      expectOutcome(world, job.occurrenceId, job.id, status);
    },
    complete: pauses ? event : "none",
    after: () => {
      if (pauses && event.status === "ACTIVE") pauseByProgram(world.model, event, world.clock.now());
    },
  };
}

/** What an earlier process left is taken up by this one. */
export async function takeUp(world: World): Promise<void> {
  const { clock, model, program } = world;
  for (const held of await heldJobs(program.store.write)) {
    await takeOver(program.store.write, held, program.owner, clock.now());
    for (const event of model.events.values()) {
      const job = event.jobs.get(held.id);
      if (job === undefined) continue;
      job.endsAt ??= clock.passedMs + againAfterMs;
      if (job.cancelRequested) world.stopping.add(job.id);
    }
  }
}

function chooseDuration({ scenario }: World, event: ModelEvent, job: ModelJob): number {
  const { shortestMs, longestMs } = event.fate;
  return createSeededRandom(lot(scenario.seed, event, job)).integer(shortestMs, longestMs);
}

/** How an execution ends; the same for the same job of the same event, whatever else happens. */
function chooseEnd({ scenario }: World, event: ModelEvent, job: ModelJob): EndedExecution {
  const random = createSeededRandom(lot(scenario.seed, event, job) + 1);
  const ended = { target: "target", exitCode: undefined, failure: undefined, survivors: [] };
  const failure = (reason: "cancelled" | "lost" | "timed_out" | "nonzero_exit") => ({ reason, message: "simulated" });
  if (job.cancelRequested) return { ...ended, status: "cancelled", failure: failure("cancelled") };
  if (random.chance(event.fate.unclearChance)) return { ...ended, status: "unknown", failure: failure("lost") };
  if (!random.chance(event.fate.failChance)) return { ...ended, status: "completed", exitCode: 0 };
  if (random.chance(0.2)) return { ...ended, status: "timeout", failure: failure("timed_out") };
  return { ...ended, status: "failed", exitCode: 3, failure: failure("nonzero_exit") };
}

function lot(seed: number, event: ModelEvent, job: ModelJob): number {
  return Math.imul(seed, 7919) + Math.imul(event.id, 104_729) + Math.imul(job.number * 8 + job.attempt, 31);
}
