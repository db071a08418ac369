import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cancel, create, remove, resetCounters, resolve, runByHand, save, setStatus } from "./acting.ts";
import { setCalendar } from "./calendars.ts";
import { DivergenceError } from "./follow.ts";
import type { ModelEvent } from "./model-state.ts";
import { die, goOn, serve, standStill, startAnew, nextDue } from "./passing.ts";
import type { Happening, Scenario } from "./scenario.ts";
import { prove } from "./prove.ts";
import { digGrave, note, openWorld, type Watching, type World, type WorldCounts } from "./world.ts";

/** How a scenario went. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly counts: WorldCounts;
  /** How often the program has paused an event. */
  readonly pauses: number;
  /** SHA-256 over everything that happened, hex: the same seed gives the same. */
  readonly trace: string;
  /** Simulated time, sleep and stops included, hours. */
  readonly hours: number;
  readonly failure: ScenarioFailure | undefined;
}

export interface ScenarioFailure {
  readonly message: string;
  /** How many of the scenario's steps had been begun. */
  readonly steps: number;
  /** What the program's clock showed, epoch milliseconds. */
  readonly at: number;
}

/** Where scenarios keep their files while they run. */
export interface Workplace {
  readonly directory: string;
  /** A database file in the program's shape, without content. */
  readonly template: string;
}

/** Plays a scenario from beginning to end, or to the first difference between the program and the model. */
export async function runScenario(
  scenario: Scenario,
  { directory, template }: Workplace,
  watching: Watching = {},
): Promise<ScenarioResult> {
  const own = mkdtempSync(join(directory, "world-"));
  const zone = process.env["TZ"];
  const world = await openWorld(scenario, own, template, watching);
  let steps = 0;
  let failure: ScenarioFailure | undefined;
  try {
    await begin(world);
    for (const step of scenario.steps) {
      if (world.clock.passedMs >= scenario.lengthMs) break;
      steps += 1;
      await goOn(world, Math.min(world.clock.passedMs + step.afterMs, scenario.lengthMs));
      if (step.besideDueMs !== undefined) await goBeside(world, step.besideDueMs);
      world.counts.happenings += 1;
      note(world, step.happening.kind);
      await happen(world, step.happening);
      if (world.grave === undefined) await serve(world);
    }
    await goOn(world, scenario.lengthMs);
    await prove(world);
  } catch (error) {
    const message = error instanceof DivergenceError ? error.message : describe(error);
    failure = { message, steps, at: world.clock.now() };
  } finally {
    await world.program.close();
    rmSync(own, { recursive: true, force: true });
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  }
  note(world, world.counts.due, world.counts.jobs, failure?.message ?? null);
  const hours = world.clock.passedMs / 3_600_000;
  const { pauses } = world.model;
  return { scenario, counts: world.counts, pauses, trace: world.trace.digest("hex"), hours, failure };
}

async function begin(world: World): Promise<void> {
  await world.program.ticker.start();
  for (const draft of world.scenario.events) await create(world, draft);
  for (const [place, draft] of world.scenario.calendars.entries()) await setCalendar(world, place, draft);
}

/** Up to a moment next to a due instant that nobody has noticed yet. */
async function goBeside(world: World, besideDueMs: number): Promise<void> {
  const { clock, scenario } = world;
  const left = scenario.lengthMs - clock.passedMs;
  const due = nextDue(world, left)?.inMs;
  if (due === undefined || due >= left || due + besideDueMs <= 0) return;
  await goOn(world, clock.passedMs + due - 1);
  standStill(world, 1 + besideDueMs);
}

async function happen(world: World, happening: Happening): Promise<void> {
  const { clock, model, scenario } = world;
  const left = scenario.lengthMs - clock.passedMs;
  const withEvent = async (place: number, act: (event: ModelEvent) => Promise<void>): Promise<void> => {
    const event = model.events.get(place);
    if (event !== undefined) await act(event);
  };
  switch (happening.kind) {
    case "sleep":
      clock.sleep(happening.forMs);
      world.disturbed = true;
      return;
    case "stall":
      standStill(world, happening.forMs);
      return;
    case "stall past due": {
      const due = nextDue(world, left);
      const window = happening.afterWindow ? due?.missedWindowMs : 0;
      if (due !== undefined && due.inMs + (window ?? 0) < left) {
        standStill(world, due.inMs + (window ?? 0) + happening.lateMs);
      }
      return;
    }
    case "step clock":
      clock.step(happening.byMs);
      world.disturbed = true;
      return;
    case "move computer":
      process.env["TZ"] = happening.timezone;
      return;
    case "create":
      return create(world, happening.draft);
    case "edit":
      return withEvent(happening.event, (event) => save(world, event, () => happening.schedule));
    case "save unchanged":
      return withEvent(happening.event, (event) => save(world, event, (before) => before));
    case "re-zone": {
      const { timezone } = happening;
      return withEvent(happening.event, (event) =>
        save(world, event, (before) => (before === null ? null : { ...before, timezone })),
      );
    }
    case "set status":
      return withEvent(happening.event, (event) => setStatus(world, event, happening.status));
    case "delete":
      return withEvent(happening.event, (event) => remove(world, happening.event, event));
    case "run by hand":
      return withEvent(happening.event, (event) => runByHand(world, event));
    case "cancel":
      return withEvent(happening.event, (event) => cancel(world, event));
    case "resolve":
      return withEvent(happening.event, (event) => resolve(world, event, happening.resolution));
    case "reset counters":
      return withEvent(happening.event, (event) => resetCounters(world, event));
    case "set calendar":
      return setCalendar(world, happening.calendar, happening.draft);
    case "break write":
      world.faults.arm(happening.statements, () => {
        world.counts.brokenWrites += 1;
        world.disturbed = true;
        if (happening.fatal) digGrave(world, happening.downMs);
      });
      return;
    case "crash":
      return die(world, happening.downMs);
    case "restart":
      return startAnew(world, happening.downMs);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
