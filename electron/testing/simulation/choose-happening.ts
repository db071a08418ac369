import { scheduleInput } from "../../../shared/schedule.ts";
import { eventStatuses, missedPolicies } from "../../../shared/words.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { chooseCalendar, chooseEvent, type Choices } from "./choose-event.ts";
import { chooseSchedule, dayMs, hourMs, minuteMs, rhythmMs, secondMs } from "./choose-schedule.ts";
import type { Happening } from "./scenario.ts";

type Chooser = (choose: Choices, events: number) => Happening;

const anyEvent = ({ random }: Choices, events: number): number => random.integer(0, events - 1);

/** Each kind of happening, and how often it is chosen. */
const choosers: readonly (readonly [weight: number, choose: Chooser])[] = [
  [10, (choose) => ({ kind: "sleep", forMs: chooseAbsence(choose) })],
  [3, (choose) => ({ kind: "stall", forMs: Math.min(chooseAbsence(choose), 10 * minuteMs) })],
  [6, ({ random }) => ({ kind: "stall past due", lateMs: chooseLateness(random), afterWindow: false })],
  [9, ({ random }) => ({ kind: "stall past due", lateMs: random.pick([-1, 0, 0, 1]), afterWindow: true })],
  [8, (choose) => ({ kind: "step clock", byMs: chooseClockStep(choose) })],
  [2, ({ setting, random }) => ({ kind: "move computer", timezone: random.pick(setting.timezones) })],
  [3, (choose) => ({ kind: "create", draft: chooseEvent(choose) })],
  [
    8,
    (choose, events) => ({
      kind: "edit",
      event: anyEvent(choose, events),
      schedule: choose.random.chance(0.95) ? chooseSchedule(choose.setting, choose.random) : null,
    }),
  ],
  [3, (choose, events) => ({ kind: "save unchanged", event: anyEvent(choose, events) })],
  [
    4,
    (choose, events) => ({
      kind: "re-zone",
      event: anyEvent(choose, events),
      timezone: choose.random.pick([...choose.setting.timezones, "UTC", "Asia/Kolkata"]),
    }),
  ],
  [
    14,
    (choose, events) => ({
      kind: "set status",
      event: anyEvent(choose, events),
      status: choose.random.chance(0.6) ? "ACTIVE" : choose.random.pick(eventStatuses),
    }),
  ],
  [3, (choose, events) => ({ kind: "delete", event: anyEvent(choose, events) })],
  [5, (choose, events) => ({ kind: "run by hand", event: anyEvent(choose, events) })],
  [4, (choose, events) => ({ kind: "cancel", event: anyEvent(choose, events) })],
  [
    4,
    (choose, events) => ({
      kind: "resolve",
      event: anyEvent(choose, events),
      resolution: choose.random.pick(["completed", "failed"]),
    }),
  ],
  [3, (choose, events) => ({ kind: "reset counters", event: anyEvent(choose, events) })],
  [
    4,
    (choose, events) => ({
      kind: "set calendar",
      calendar: choose.random.integer(0, 2),
      draft: choose.random.chance(0.75) ? chooseCalendar(choose, events) : null,
    }),
  ],
  [
    9,
    (choose) => ({
      kind: "break write",
      statements: choose.random.integer(0, 16),
      fatal: choose.random.chance(0.5),
      downMs: choose.random.integer(0, minuteMs),
    }),
  ],
  [4, (choose) => ({ kind: "crash", downMs: chooseAbsence(choose) })],
  [3, (choose) => ({ kind: "restart", downMs: chooseAbsence(choose) })],
];
const drawn = choosers.flatMap(([weight, choose]) => Array.from({ length: weight }, () => choose));

/** @param events how many events the scenario has had so far */
export function chooseHappening(choose: Choices, events: number): Happening {
  return choose.random.pick(drawn)(choose, events);
}

/** The clock is set back, and a new version of a schedule begins in time that is shown for the second time. */
export function chooseSecondShowing(choose: Choices, event: number): Happening[] {
  const { setting, random } = choose;
  const byMs = -rhythmMs[setting.pace] * random.pick([1, 3, 10]);
  const anew: readonly Happening[] = random.pick([
    [
      { kind: "set status", event, status: "PAUSED" },
      { kind: "set status", event, status: "ACTIVE" },
    ],
    [{ kind: "re-zone", event, timezone: random.pick(setting.timezones) }],
    [{ kind: "edit", event, schedule: chooseSchedule(setting, random) }],
  ]);
  return [{ kind: "step clock", byMs }, ...anew];
}

/** More is due at once than the program writes in one go. */
export function chooseAvalanche(choose: Choices, event: number): Happening[] {
  const { setting, random } = choose;
  const { timezone, ...policies } = chooseSchedule(setting, random);
  const missed = { missed: random.pick([...missedPolicies, "all"]), missedWindowMs: dayMs };
  // Either a few are caught up, or so many that only the maximum of runs ends it, long before the last.
  const bounds = random.chance(0.3)
    ? { missedCap: 3, maxRuns: null, startMs: null, endMs: null }
    : { missedCap: 1_000, maxRuns: random.integer(1, 20), startMs: null, endMs: null };
  const dense = scheduleInput.parse({
    ...Object.fromEntries(Object.entries(policies).filter(([key]) => isPolicy(key))),
    ...missed,
    ...bounds,
    ...(random.chance(0.5) ? { kind: "cron", cron: "* * * * * *" } : { kind: "interval", everyMs: secondMs }),
    timezone,
  });
  return [
    { kind: "reset counters", event },
    { kind: "edit", event, schedule: dense },
    { kind: "set status", event, status: "ACTIVE" },
    { kind: "sleep", forMs: random.integer(3_900, random.pick([4_900, 9_000])) * secondMs },
    { kind: "edit", event, schedule: chooseSchedule(setting, random) },
  ];
}

function isPolicy(key: string): boolean {
  return !["kind", "cron", "everyMs", "anchorMs", "atMs"].includes(key);
}

/** An event is made to run anew, and then the program cannot act: what its maximum of runs is there for. */
export function chooseRunUp(choose: Choices, event: number): Happening[] {
  const { random } = choose;
  const absence: Happening = random.chance(0.5)
    ? { kind: "sleep", forMs: chooseAbsence(choose) }
    : { kind: "crash", downMs: chooseAbsence(choose) };
  const rhythm = rhythmMs[choose.setting.pace];
  const few = { maxRuns: random.integer(1, 4), missed: "all" as const, missedWindowMs: 300 * rhythm };
  const schedule = { ...chooseSchedule(choose.setting, random), ...few };
  return [
    { kind: "reset counters", event },
    ...(random.chance(0.6) ? [{ kind: "edit" as const, event, schedule }] : []),
    { kind: "set status", event, status: "ACTIVE" },
    absence,
  ];
}

/** From a moment to many times the rhythm of the schedules. */
function chooseAbsence({ setting, random }: Choices): number {
  const rhythm = rhythmMs[setting.pace];
  const longest = Math.min(random.pick([minuteMs, 2 * rhythm, 20 * rhythm, 300 * rhythm]), 20 * dayMs);
  return random.integer(secondMs, longest);
}

/** Around what counts as punctual, and around what counts as a gap. */
function chooseLateness(random: SeededRandom): number {
  return random.pick([9_999, 10_000, 10_001, 59_000, 60_001, 75_000, random.integer(1, 20_000)]);
}

function chooseClockStep({ setting, random }: Choices): number {
  const rhythm = rhythmMs[setting.pace];
  const size = random.pick([secondMs, minuteMs, hourMs, 3 * rhythm, Math.min(40 * rhythm, 10 * dayMs)]);
  const byMs = random.chance(0.5) ? size : random.integer(1, size);
  return random.chance(0.5) ? byMs : -byMs;
}
