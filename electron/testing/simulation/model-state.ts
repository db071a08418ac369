import type { ScheduleInput } from "../../../shared/schedule.ts";
import type { EventStatus, JobStatus } from "../../../shared/words.ts";
import type { Circumstances, ExpectedRow } from "./model-decide.ts";
import type { CalendarDraft, JobFate } from "./scenario.ts";

/** What should be true of the program. Nothing in here is read from it but ids, which it is free to choose. */
export interface Model {
  /** By position in the scenario, as happenings name them. */
  readonly events: Map<number, ModelEvent>;
  /** How many events there have been. */
  created: number;
  /** How often the program has paused an event. */
  pauses: number;
  /** The rules that decide; others only to see that a difference is noticed. */
  readonly decide: (circumstances: Circumstances) => ExpectedRow[];
  /** By position in the scenario. */
  readonly calendars: Map<number, ModelCalendar>;
  /** By position in the scenario: the servers' ids. */
  readonly servers: readonly number[];
}

export interface ModelCalendar {
  readonly id: number;
  readonly name: string;
  /** As the program counts saves: what an editor has to name. */
  version: number;
  draft: CalendarDraft;
}

export interface ModelEvent {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly servers: readonly number[];
  readonly fate: JobFate;
  readonly retries: number;
  /** As the program counts saves: what an editor has to name. */
  version: number;
  status: EventStatus;
  schedule: ModelSchedule | undefined;
  runCount: number;
  failureStreak: number;
  pausedByProgram: boolean;
  /** Jobs that are queued, under way, or wait for a person. */
  readonly jobs: Map<string, ModelJob>;
  /** Every instant that has a row, over all versions. Epoch milliseconds. */
  readonly accounted: Set<number>;
  /** The latest instant up to which any version has accounted for everything. */
  accountedHigh: number;
  lastScheduleId: number;
  /** How many jobs it has had, for choosing their fates. */
  jobsMade: number;
}

/** The version of a schedule that is in force. */
export interface ModelSchedule {
  readonly id: number;
  readonly input: ScheduleInput;
  readonly active: boolean;
  readonly openedAt: number;
  /** Every instant up to this one has been decided. Epoch milliseconds. */
  accountedUntil: number;
  /** The first due instant after that within the horizon; undefined when it has to be found. */
  next: { readonly dueMs: number | undefined; readonly searchedUntil: number } | undefined;
}

export interface ModelJob {
  readonly id: string;
  status: Extract<JobStatus, "queued" | "claimed" | "running" | "needs_attention">;
  readonly exclusive: boolean;
  availableAt: number;
  cancelRequested: boolean;
  readonly number: number;
  attempt: number;
  /** When it ends, in time that has really passed; undefined until it runs. Milliseconds. */
  endsAt: number | undefined;
  /** The row of the ledger it stands for. */
  readonly occurrenceId: number | undefined;
}

/** Jobs that are under way: somebody works on them. */
export function underWay(event: ModelEvent): ModelJob[] {
  return [...event.jobs.values()].filter((job) => job.status === "claimed" || job.status === "running");
}

export function waiting(event: ModelEvent): ModelJob[] {
  return [...event.jobs.values()].filter((job) => job.status === "queued");
}
