import { scheduleInput, type ScheduleInput } from "../../../shared/schedule.ts";
import { missedPolicies, overlapPolicies } from "../../../shared/words.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { clockOf } from "./due-oracle.ts";
import type { Pace } from "./scenario.ts";

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** What a schedule is chosen for. Instants are epoch milliseconds. */
export interface Setting {
  readonly pace: Pace;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly timezones: readonly string[];
  /** Around this instant something happens to the clocks, or may as well: expressions aim at it. */
  readonly focusMs: number;
}

/** The shortest and longest time between due instants of a pace, milliseconds. */
const intervals: Readonly<Record<Pace, readonly [number, number]>> = {
  seconds: [secondMs, 5 * minuteMs],
  minutes: [minuteMs, 3 * hourMs],
  hours: [20 * minuteMs, dayMs],
  days: [6 * hourMs, 9 * dayMs],
};

/** About how long is between two due instants, milliseconds: jobs, windows and jitter are chosen to match. */
export const rhythmMs: Readonly<Record<Pace, number>> = {
  seconds: 20 * secondMs,
  minutes: 15 * minuteMs,
  hours: 3 * hourMs,
  days: dayMs,
};

export function chooseSchedule(setting: Setting, random: SeededRandom): ScheduleInput {
  return scheduleInput.parse({
    ...chooseTimes(setting, random),
    ...chooseBounds(setting, random),
    ...choosePolicies(setting, random),
    timezone: random.pick(setting.timezones),
  });
}

function chooseTimes(setting: Setting, random: SeededRandom): object {
  const { pace, startMs, lengthMs } = setting;
  const choice = random.integer(1, 20);
  if (choice === 1) return { kind: "once", atMs: within(startMs, lengthMs, random) };
  if (choice > 7) return { kind: "cron", cron: chooseCron(setting, random) };
  const [shortest, longest] = intervals[pace];
  const whole = random.pick([secondMs, minuteMs, hourMs, 1]);
  const everyMs = Math.max(shortest, Math.round(random.integer(shortest, longest) / whole) * whole);
  const anchorMs = random.chance(0.5) ? {} : { anchorMs: startMs + random.integer(-longest, longest) };
  return { kind: "interval", everyMs, ...anchorMs };
}

/** Mostly none; else instants that may themselves be due. */
function chooseBounds({ startMs, lengthMs }: Setting, random: SeededRandom): object {
  const startAt = random.chance(0.12) ? startMs + random.integer(-lengthMs / 4, lengthMs / 3) : null;
  const endAt = random.chance(0.12) ? startMs + random.integer(lengthMs / 3, lengthMs) : null;
  const onTheMinute = (at: number | null): number | null => (at === null ? null : Math.floor(at / minuteMs) * minuteMs);
  return { startMs: onTheMinute(startAt), endMs: onTheMinute(endAt) };
}

function choosePolicies({ pace }: Setting, random: SeededRandom): object {
  const rhythm = rhythmMs[pace];
  return {
    missed: random.pick([...missedPolicies, "latest", "all"]),
    missedWindowMs: Math.max(secondMs, Math.round(rhythm * random.pick([0.01, 1, 1, 3, 3, 30, 300]))),
    missedCap: random.pick([1, 2, 3, 5, 10, 1_000]),
    overlap: random.pick(overlapPolicies),
    jitterMs: random.chance(0.6) ? 0 : Math.min(Math.round(rhythm * random.pick([0.01, 0.3, 2])), dayMs),
    maxRuns: random.chance(0.3) ? random.integer(1, random.pick([3, 15, 60])) : null,
    resetRunsOnActivation: random.chance(0.5),
    pauseAfterFailures: random.chance(0.2) ? random.integer(1, 4) : null,
  };
}

function within(startMs: number, lengthMs: number, random: SeededRandom): number {
  return startMs + random.integer(0, Math.floor(lengthMs / secondMs)) * secondMs;
}

/** An expression of the pace, with a fair chance to be due where the clocks change. */
function chooseCron({ pace, timezones, focusMs }: Setting, random: SeededRandom): string {
  const local = new Date(clockOf(random.pick(timezones))(Math.floor(focusMs / secondMs)) * secondMs);
  const hour = String((local.getUTCHours() + random.integer(-2, 1) + 24) % 24);
  const minute = String(random.pick([0, 30, 59, local.getUTCMinutes(), random.integer(0, 59)]));
  switch (pace) {
    case "seconds":
      return random.pick([
        `*/${String(random.pick([5, 10, 15, 30]))} * * * * *`,
        `${String(random.integer(0, 59))} * * * * *`,
        `7,${String(random.integer(8, 59))} */2 * * * *`,
        "* * * * *",
        `30 ${minute} ${hour} * * *`,
        `*/20 * ${hour}-23 * * *`,
      ]);
    case "minutes":
      return random.pick([
        `*/${String(random.pick([2, 5, 7, 15, 20]))} * * * *`,
        `${minute} * * * *`,
        `${minute},${String(random.integer(0, 59))} ${hour}-23 * * *`,
        `*/10 ${hour},${String(random.integer(0, 23))} * * *`,
        `0-59/15 0-23 * * ?`,
      ]);
    case "hours":
      return random.pick([
        `${minute} * * * *`,
        `${minute} */${String(random.integer(2, 8))} * * *`,
        `${minute} ${hour} * * *`,
        `${minute} ${hour},${String(random.integer(0, 23))} * * *`,
        `${minute} ${hour}-23/3 * * MON-FRI`,
      ]);
    case "days":
      return random.pick([
        `${minute} ${hour} * * *`,
        `${minute} ${hour} * * ${random.pick(["MON-FRI", "SUN", "SAT,SUN", "1#1", "FRIL", "0,3"])}`,
        `${minute} ${hour} ${random.pick(["1", "L", "LW", "15W", "L-3", "10-20/2", "31"])} * ?`,
        `${minute} ${hour} 13 * FRI`,
        `${minute} ${hour} 1,15 */2 *`,
        `${minute} */${String(random.integer(6, 12))} * * *`,
      ]);
  }
}
