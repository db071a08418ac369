import { checkAbsence } from "./absences.ts";
import { check } from "./check.ts";
import { DivergenceError } from "./follow.ts";
import { nextDueOf } from "./model.ts";
import { work, takeUp, untilWork } from "./working.ts";
import { digGrave, note, restart, type World } from "./world.ts";

/** An idle program looks this often; turns in which nothing can be due are left out but for the last. Milliseconds. */
const idleMs = 15_000;
/** The last idle turn is so long before something happens, milliseconds. */
const leadMs = 4_000;
/** While the program is alive and given time, nothing that is due may stay unnoticed for longer, milliseconds. */
const longestUnnoticedMs = 100;
const mostTurns = 20_000;

/** Lets time go its ordinary way until so much of it has passed, or the process has died in a write. */
export async function goOn(world: World, untilPassedMs: number): Promise<void> {
  const { clock } = world;
  while (clock.passedMs < untilPassedMs) {
    await settleGrave(world);
    const left = untilPassedMs - clock.passedMs;
    const quiet = Math.min(left, nextDue(world, left)?.inMs ?? left, Math.max(untilWork(world), 0));
    if (quiet > idleMs + leadMs) {
      clock.passQuietly(quiet - leadMs);
      await look(world);
      continue;
    }
    const toTimer = Math.max(clock.nextTimerAt - clock.elapsed(), 0);
    clock.pass(Math.min(left, Math.max(Math.min(quiet, toTimer), 1)));
    await serve(world);
  }
  await settleGrave(world);
}

/** Lets time pass in which nothing of the program is called. */
export function standStill(world: World, milliseconds: number): void {
  if (milliseconds <= 0) return;
  world.clock.pass(milliseconds);
  world.disturbed = true;
}

/** The next instant that is due within `limitMs`: how far away it is, and how long it may still be caught up. */
export function nextDue(
  { clock, model }: World,
  limitMs: number,
): { readonly inMs: number; readonly missedWindowMs: number } | undefined {
  const now = clock.now();
  let soonest: ReturnType<typeof nextDue>;
  for (const { schedule } of model.events.values()) {
    const due = schedule === undefined ? undefined : nextDueOf(schedule, now + limitMs);
    if (schedule === undefined || due === undefined || due <= now) continue;
    if (soonest !== undefined && due - now >= soonest.inMs) continue;
    soonest = { inMs: due - now, missedWindowMs: schedule.input.missedWindowMs };
  }
  return soonest;
}

/** Does what has come due: timers, then work. */
export async function serve(world: World): Promise<void> {
  while (world.clock.fireNext()) {
    await quiet(world);
    await checkTick(world);
    if (world.grave !== undefined) return;
  }
  await work(world);
}

/** An idle turn of the program's one timer. */
async function look(world: World): Promise<void> {
  await world.program.ticker.wake();
  await checkTick(world);
  if (world.grave === undefined) await work(world);
}

async function checkTick(world: World): Promise<void> {
  const { program, clock, disturbed } = world;
  const failed = program.ticker.state.lastTickAt !== clock.now() || program.ticker.state.problem !== undefined;
  world.counts.ticks += 1;
  const rows = await check(world, { complete: failed ? "none" : "all" });
  await checkAbsence(world, rows, failed);
  if (failed) return;
  world.disturbed = false;
  const unnoticedMs = clock.now() - (rows[0]?.due_at ?? clock.now());
  if (!disturbed && unnoticedMs > longestUnnoticedMs) {
    throw new DivergenceError(`nothing kept the program from noticing, and it took ${String(unnoticedMs)} ms`);
  }
}

/** Waits until the ticker has done its turn and set its timer again. */
export async function quiet(world: World): Promise<void> {
  await world.program.looked();
  for (let turn = 0; turn < mostTurns; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (world.clock.nextTimerAt < Infinity) return;
  }
  throw new DivergenceError("the ticker does not set its timer again");
}

/** A process that died in the middle of a write is followed by another, on what it left. */
async function settleGrave(world: World): Promise<void> {
  if (world.grave === undefined) return;
  await die(world, world.grave.downMs);
}

/** Ends the process where it stands and starts another after a while. */
export async function die(world: World, downMs: number): Promise<void> {
  if (world.grave === undefined) digGrave(world, downMs);
  const path = world.grave?.path ?? world.path;
  world.counts.crashes += 1;
  await begin(world, path, downMs);
}

/** Ends the process in order and starts another after a while, on the same files. */
export function startAnew(world: World, downMs: number): Promise<void> {
  return begin(world, world.path, downMs);
}

async function begin(world: World, path: string, downMs: number): Promise<void> {
  await restart(world, path, downMs);
  note(world, "start");
  await takeUp(world);
  await check(world, { complete: "none" });
  await work(world);
  await world.program.ticker.start();
  await checkTick(world);
  if (world.grave === undefined) await work(world);
}
