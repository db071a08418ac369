import { createSeededRandom } from "../seeded-random.ts";
import { chooseCalendar, chooseEvent, type Choices } from "./choose-event.ts";
import { chooseAvalanche, chooseHappening, chooseRunUp, chooseSecondShowing } from "./choose-happening.ts";
import { hourMs, secondMs, type Setting } from "./choose-schedule.ts";
import { chooseFocus, chooseTimezones } from "./choose-zones.ts";
import type { Happening, Pace, Scenario, Step } from "./scenario.ts";

/** How long scenarios of each pace last, hours, from and to; and how often each is chosen. */
const paces: readonly { readonly pace: Pace; readonly hours: readonly [number, number]; readonly weight: number }[] = [
  { pace: "seconds", hours: [1, 3], weight: 2 },
  { pace: "minutes", hours: [8, 48], weight: 4 },
  { pace: "hours", hours: [60, 400], weight: 5 },
  { pace: "days", hours: [400, 1_800], weight: 4 },
];

export interface ScenarioSize {
  /** At most so many events at the start. */
  readonly events: number;
}

/** A scenario; the same seed gives the same one. */
export function chooseScenario(seed: number, size: ScenarioSize): Scenario {
  const random = createSeededRandom(seed);
  const { pace, hours } = random.pick(paces.flatMap((entry) => Array.from({ length: entry.weight }, () => entry)));
  const lengthMs = random.integer(...hours) * hourMs;
  const timezones = chooseTimezones(random);
  const focusMs = chooseFocus(timezones[0] ?? "UTC", random);
  const startMs = focusMs - Math.floor(lengthMs * random.pick([0.1, 0.3, 0.5])) + random.integer(0, hourMs);
  const setting: Setting = { pace, startMs, lengthMs, timezones, focusMs };
  const servers = random.integer(0, 3);
  const choose: Choices = { setting, servers, random };
  const events = Array.from({ length: random.integer(1, size.events) }, () => chooseEvent(choose));
  const calendars = Array.from({ length: random.pick([0, 0, 0, 1, 1, 2]) }, () =>
    chooseCalendar(choose, events.length),
  );
  return { seed, pace, startMs, lengthMs, servers, events, calendars, steps: chooseSteps(choose, events.length) };
}

function chooseSteps(choose: Choices, events: number): Step[] {
  const { setting, random } = choose;
  const count = random.integer(15, 60);
  const gap = Math.floor(setting.lengthMs / count);
  let known = events;
  const steps: Step[] = [];
  while (steps.length < count) {
    const group = chooseGroup(choose, known, random.integer(0, known - 1));
    for (const [index, happening] of group.entries()) {
      if (happening.kind === "create") known += 1;
      const isSoon = index > 0 || random.chance(0.15);
      const afterMs = random.integer(0, isSoon ? 20 * secondMs : 2 * gap);
      const besideDueMs = random.pick([-1, 0, 1, random.integer(-5_000, 5_000), 10_000, 10_001]);
      steps.push({ afterMs, happening, ...(random.chance(0.25) ? { besideDueMs } : {}) });
    }
  }
  return steps;
}

/** Mostly one thing; else some that mean more one after the other. */
function chooseGroup(choose: Choices, known: number, event: number): Happening[] {
  const lot = choose.random.integer(1, 200);
  if (lot <= 2) return chooseAvalanche(choose, event);
  if (lot <= 30) return chooseRunUp(choose, event);
  if (lot <= 50) return chooseSecondShowing(choose, event);
  return [chooseHappening(choose, known)];
}
