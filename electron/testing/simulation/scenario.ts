import type { CalendarWindow } from "../../../shared/calendar.ts";
import type { ScheduleInput } from "../../../shared/schedule.ts";
import type { EventStatus } from "../../../shared/words.ts";

/** How the jobs of an event go. Chances are 0 to 1, times milliseconds. */
export interface JobFate {
  readonly failChance: number;
  readonly unclearChance: number;
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** An event as it is created. Events and calendars are known by their position in the scenario. */
export interface EventDraft {
  readonly status: EventStatus;
  readonly tags: readonly string[];
  /** Positions of the servers it runs on; empty for this computer. */
  readonly servers: readonly number[];
  readonly retries: number;
  readonly schedule: ScheduleInput | null;
  readonly fate: JobFate;
}

export type Holding =
  | { readonly kind: "everything" }
  | { readonly kind: "event"; readonly event: number }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "server"; readonly server: number };

export interface CalendarDraft {
  readonly timezone: string;
  readonly windows: readonly CalendarWindow[];
  readonly holds: readonly Holding[];
}

/** Something that happens to the program or that a person does with it. Times are milliseconds. */
export type Happening =
  /** The computer sleeps: the wall clock goes on, timers do not. */
  | { readonly kind: "sleep"; readonly forMs: number }
  /** The process gets no time: wall clock and timers go on, nothing is called. */
  | { readonly kind: "stall"; readonly forMs: number }
  /** The same, until so long after the next instant that is due, or after its window for catching up has closed. */
  | { readonly kind: "stall past due"; readonly lateMs: number; readonly afterWindow: boolean }
  | { readonly kind: "step clock"; readonly byMs: number }
  | { readonly kind: "move computer"; readonly timezone: string }
  | { readonly kind: "create"; readonly draft: EventDraft }
  | { readonly kind: "edit"; readonly event: number; readonly schedule: ScheduleInput | null }
  | { readonly kind: "save unchanged"; readonly event: number }
  | { readonly kind: "re-zone"; readonly event: number; readonly timezone: string }
  | { readonly kind: "set status"; readonly event: number; readonly status: EventStatus }
  | { readonly kind: "delete"; readonly event: number }
  | { readonly kind: "run by hand"; readonly event: number }
  | { readonly kind: "cancel"; readonly event: number }
  | { readonly kind: "resolve"; readonly event: number; readonly resolution: "completed" | "failed" }
  | { readonly kind: "reset counters"; readonly event: number }
  | { readonly kind: "set calendar"; readonly calendar: number; readonly draft: CalendarDraft | null }
  /** The next writing transaction fails after so many statements; the process survives it, or ends there. */
  | { readonly kind: "break write"; readonly statements: number; readonly fatal: boolean; readonly downMs: number }
  /** The process ends between two commits. */
  | { readonly kind: "crash"; readonly downMs: number }
  | { readonly kind: "restart"; readonly downMs: number };

export interface Step {
  /** How long everything goes its ordinary way before it happens, milliseconds. */
  readonly afterMs: number;
  /** It happens so long after the next due instant, before the program has noticed that instant. */
  readonly besideDueMs?: number;
  readonly happening: Happening;
}

/** A stretch of simulated time in which everything that happens is written down beforehand. */
export interface Scenario {
  readonly seed: number;
  readonly pace: Pace;
  readonly startMs: number;
  /** How long it lasts, sleep and stops included, milliseconds. */
  readonly lengthMs: number;
  readonly servers: number;
  readonly events: readonly EventDraft[];
  readonly calendars: readonly CalendarDraft[];
  readonly steps: readonly Step[];
}

/** How often its schedules are due, roughly. */
export type Pace = "seconds" | "minutes" | "hours" | "days";
