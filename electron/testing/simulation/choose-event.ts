import { calendarWindow } from "../../../shared/calendar.ts";
import { eventStatuses } from "../../../shared/words.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { chooseSchedule, hourMs, minuteMs, rhythmMs, secondMs, type Setting } from "./choose-schedule.ts";
import type { CalendarDraft, EventDraft, Holding } from "./scenario.ts";

const tags = ["nightly", "reports", "shop"];

/** What single things are chosen from. */
export interface Choices {
  readonly setting: Setting;
  readonly servers: number;
  readonly random: SeededRandom;
}

export function chooseEvent({ setting, servers, random }: Choices): EventDraft {
  const rhythm = rhythmMs[setting.pace];
  const longest = Math.round(rhythm * random.pick([0.01, 0.3, 1.5, 4]));
  return {
    status: random.chance(0.85) ? "ACTIVE" : random.pick(eventStatuses),
    tags: tags.filter(() => random.chance(0.25)),
    servers: Array.from({ length: servers }, (_, index) => index).filter(() => random.chance(0.5)),
    retries: random.chance(0.2) ? random.integer(1, 2) : 0,
    schedule: random.chance(0.97) ? chooseSchedule(setting, random) : null,
    fate: {
      failChance: random.pick([0, 0.1, 0.6]),
      unclearChance: random.pick([0, 0, 0.05]),
      shortestMs: Math.min(longest, random.pick([100, secondMs, minuteMs])),
      longestMs: longest,
    },
  };
}

export function chooseCalendar({ setting, servers, random }: Choices, events: number): CalendarDraft {
  const windows = Array.from({ length: random.integer(1, 3) }, () =>
    calendarWindow.parse({ ...chooseWindow(setting, random), effect: random.chance(0.85) ? "blackout" : "allow" }),
  );
  const holds: Holding[] = [
    { kind: "everything" as const },
    { kind: "event" as const, event: random.integer(0, events - 1) },
    { kind: "tag" as const, tag: random.pick(tags) },
    ...(servers === 0 ? [] : [{ kind: "server" as const, server: random.integer(0, servers - 1) }]),
  ];
  return { timezone: random.pick(setting.timezones), windows, holds: [random.pick(holds), random.pick(holds)] };
}

function chooseWindow({ startMs, lengthMs, focusMs }: Setting, random: SeededRandom): object {
  const time = (): string => `${twoDigits(random.integer(0, 23))}:${random.pick(["00", "30", "59"])}`;
  const days = [1, 2, 3, 4, 5, 6, 7].filter(() => random.chance(0.6));
  if (random.chance(0.5)) return { kind: "weekly", days: days.length > 0 ? days : [7], from: time(), until: time() };
  if (random.chance(0.5)) {
    const from = startMs + random.integer(0, lengthMs);
    const until = Math.max(from, random.pick([focusMs, from])) + random.integer(hourMs, lengthMs / 8 + 2 * hourMs);
    return { kind: "dated", from: dateText(from, random), until: `${dateText(until, random).slice(0, 10)}T23:30` };
  }
  const cron = `${random.pick(["0", "30"])} ${String(random.integer(0, 23))} * * *`;
  return { kind: "recurring", cron, durationMs: random.integer(30, 900) * minuteMs };
}

function dateText(instantMs: number, random: SeededRandom): string {
  return new Date(instantMs).toISOString().slice(0, random.chance(0.5) ? 10 : 16);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
