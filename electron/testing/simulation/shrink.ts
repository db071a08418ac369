import type { ScenarioFailure } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";

/** A scenario that fails, and how. */
export interface FailingScenario {
  readonly scenario: Scenario;
  readonly failure: ScenarioFailure;
}

/**
 * Looks for a smaller scenario that fails, by leaving out steps, events and calendars (delta debugging, Zeller 1999).
 * @param run plays a scenario; undefined when it does not fail
 * @param isEnough asked before each; true when no more are to be played
 */
export async function shrink(
  failing: FailingScenario,
  run: (scenario: Scenario) => Promise<ScenarioFailure | undefined>,
  isEnough: (tries: number) => boolean,
): Promise<FailingScenario> {
  let best = failing;
  let tries = 0;
  async function accept(scenario: Scenario): Promise<boolean> {
    if (isEnough(tries)) return false;
    tries += 1;
    const failure = await run(scenario);
    if (failure === undefined) return false;
    best = { scenario: { ...scenario, steps: scenario.steps.slice(0, failure.steps) }, failure };
    return true;
  }

  await accept({ ...best.scenario, steps: best.scenario.steps.slice(0, best.failure.steps) });
  for (let size = Math.ceil(best.scenario.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.scenario.steps.length;) {
      const { steps } = best.scenario;
      const without = steps.filter((_, index) => index < from || index >= from + size);
      if (!(await accept({ ...best.scenario, steps: without }))) from += size;
    }
  }
  for (const index of best.scenario.events.keys()) {
    const events = best.scenario.events.map((draft, place) => (place === index ? { ...draft, schedule: null } : draft));
    await accept({ ...best.scenario, events });
  }
  for (let index = best.scenario.calendars.length - 1; index >= 0; index--) {
    const calendars = best.scenario.calendars.filter((_, place) => place !== index);
    await accept({ ...best.scenario, calendars });
  }
  return best;
}

/** A scenario in lines for people. */
export function describeScenario({ pace, startMs, events, calendars, steps, servers }: Scenario): string {
  return [
    `pace ${pace}, starts ${new Date(startMs).toISOString()}, ${String(servers)} servers`,
    ...events.map((draft, place) => `event ${String(place)}: ${JSON.stringify(draft)}`),
    ...calendars.map((draft, place) => `calendar ${String(place)}: ${JSON.stringify(draft)}`),
    ...steps.map(({ happening, ...when }) => `${JSON.stringify(when)} ${JSON.stringify(happening)}`),
  ].join("\n");
}
