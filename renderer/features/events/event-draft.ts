import type { InputFile } from "../../../shared/container.ts";
import type { EventFields } from "../../../shared/event.ts";
import type {
  ContainerNetwork,
  EventStatus,
  JobPriority,
  MissedPolicy,
  OverlapPolicy,
  RunPlace,
  RunnableType,
  ScheduleKind,
  UnknownPolicy,
} from "../../../shared/words.ts";
import { draftDuration, type DurationDraft } from "../../ui/duration-draft.ts";
import { draftContainer, usualContainerDraft, type ContainerDraft } from "./container-draft.ts";
import { draftRequest, newRequestDraft, type RequestDraft } from "./request-draft.ts";
import { draftActions, type ActionRow } from "./action-draft.ts";
import type { RetryChoice } from "./failure-words.ts";
import { draftRollout, usualRolloutDraft, type RolloutDraft } from "./rollout-draft.ts";
import { draftInstant, noInstant, type InstantDraft } from "./instant-draft.ts";

/** As everywhere here, 1 MB is 1,000,000 bytes. */
export const bytesPerMegabyte = 1_000_000;

/** One row of the environment as it is edited. */
export interface EnvironmentRow {
  /** Tells rows apart while keys are typed. */
  readonly id: number;
  readonly key: string;
  readonly value: string;
  readonly secret: boolean;
  /** The vault has a value for it, which stays as long as no other is entered. */
  readonly stored: boolean;
}

/**
 * An event as it stands in the form. Everything a person may switch between and back is kept side by side (cron text
 * beside an interval, an image beside servers), numbers as they are typed.
 */
export interface EventDraft {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly status: EventStatus;
  readonly type: RunnableType;
  readonly script: string;
  readonly place: RunPlace;
  readonly serverIds: readonly number[];
  readonly groups: readonly string[];
  readonly rollout: RolloutDraft;
  readonly image: string;
  readonly network: ContainerNetwork;
  readonly settings: ContainerDraft;
  readonly files: readonly InputFile[];
  readonly request: RequestDraft;
  readonly kind: ScheduleKind | "none";
  readonly cron: string;
  readonly every: DurationDraft;
  readonly anchor: InstantDraft;
  readonly once: InstantDraft;
  readonly timezone: string;
  readonly missed: MissedPolicy;
  readonly missedWindow: DurationDraft;
  readonly missedCap: number | string;
  readonly overlap: OverlapPolicy;
  readonly jitter: DurationDraft;
  readonly start: InstantDraft;
  readonly end: InstantDraft;
  /** Empty: any number. */
  readonly maxRuns: number | string;
  readonly resetRunsOnActivation: boolean;
  /** Empty: never. */
  readonly pauseAfterFailures: number | string;
  readonly timeout: DurationDraft;
  readonly retryMax: number | string;
  readonly retryDelay: DurationDraft;
  readonly retryFactor: number | string;
  /** Null: those that trying again can help. */
  readonly retryOn: readonly RetryChoice[] | null;
  readonly onUnknown: UnknownPolicy;
  readonly priority: JobPriority;
  /** Empty: no limit. */
  readonly concurrency: number | string;
  /** Megabytes; empty: as the settings say. */
  readonly logLimit: number | string;
  readonly environment: readonly EnvironmentRow[];
  readonly actions: readonly ActionRow[];
}

/** What a new event starts as. @param zone the reader's own time zone */
export function newDraft(zone: string): EventDraft {
  return {
    name: "",
    description: "",
    tags: [],
    status: "ACTIVE",
    type: "BASH",
    script: "",
    place: "this-computer",
    serverIds: [],
    groups: [],
    rollout: usualRolloutDraft,
    image: "",
    network: "none",
    settings: usualContainerDraft,
    files: [],
    request: newRequestDraft(),
    kind: "cron",
    cron: "30 2 * * *",
    every: { amount: 15, unit: "min" },
    anchor: noInstant,
    once: noInstant,
    timezone: zone,
    missed: "latest",
    missedWindow: { amount: 1, unit: "d" },
    missedCap: 10,
    overlap: "skip",
    jitter: { amount: 0, unit: "s" },
    start: noInstant,
    end: noInstant,
    maxRuns: "",
    resetRunsOnActivation: false,
    pauseAfterFailures: "",
    timeout: { amount: 30, unit: "min" },
    retryMax: 0,
    retryDelay: { amount: 5, unit: "s" },
    retryFactor: 2,
    retryOn: null,
    onUnknown: "needs_attention",
    priority: "NORMAL",
    concurrency: "",
    logLimit: "",
    environment: [],
    actions: [],
  };
}

/** What the event's fields look like once they have crossed the pipe. */
export type LoadedFields = Omit<EventFields, "schedule" | "run" | "actions"> & {
  readonly actions: Parameters<typeof draftActions>[0];
  readonly schedule: LoadedSchedule | null;
  readonly run: LoadedRun;
};
type LoadedSchedule =
  | Exclude<NonNullable<EventFields["schedule"]>, { kind: "interval" }>
  | (Omit<Extract<EventFields["schedule"], { kind: "interval" }>, "anchorMs"> & {
      readonly anchorMs?: number | undefined;
    });
type LoadedRun =
  | Exclude<EventFields["run"], { on: "container" }>
  | (Omit<Extract<EventFields["run"], { on: "container" }>, "image"> & { readonly image?: string | undefined });

/** The draft of a saved event. @param zone the reader's own, for an event without a schedule */
export function draftOf(fields: LoadedFields, zone: string): EventDraft {
  const blank = newDraft(fields.schedule?.timezone ?? zone);
  return {
    ...blank,
    name: fields.name,
    description: fields.description,
    tags: fields.tags,
    status: fields.status,
    type: fields.type,
    script: fields.script,
    files: fields.files,
    ...(fields.request === null ? {} : { request: draftRequest(fields.request) }),
    ...placeDraft(fields.run),
    rollout: draftRollout(fields.rollout),
    ...(fields.schedule === null ? { kind: "none" as const } : scheduleDraft(fields.schedule)),
    timeout: draftDuration(fields.timeoutMs),
    retryMax: fields.retries.max,
    retryDelay: draftDuration(fields.retries.delayMs),
    retryFactor: fields.retries.factor,
    retryOn: fields.retries.on,
    onUnknown: fields.onUnknown,
    priority: fields.priority,
    concurrency: fields.concurrency ?? "",
    logLimit: fields.logLimitBytes === null ? "" : fields.logLimitBytes / bytesPerMegabyte,
    environment: fields.environment.map((entry, id) => ({
      id,
      key: entry.key,
      value: "value" in entry ? entry.value : "",
      secret: !("value" in entry),
      stored: "keepSecret" in entry,
    })),
    actions: draftActions(fields.actions),
  };
}

function placeDraft(run: LoadedRun): Partial<EventDraft> {
  switch (run.on) {
    case "servers":
      return { place: run.on, serverIds: run.serverIds, groups: run.groups };
    case "container":
      return { place: run.on, image: run.image ?? "", network: run.network, settings: draftContainer(run.settings) };
    case "this-computer":
      return { place: run.on };
  }
}

function scheduleDraft(schedule: LoadedSchedule): Partial<EventDraft> {
  const { timezone } = schedule;
  const policies = {
    missed: schedule.missed,
    missedWindow: draftDuration(schedule.missedWindowMs),
    missedCap: schedule.missedCap,
    overlap: schedule.overlap,
    jitter: draftDuration(schedule.jitterMs),
    start: draftBound(schedule.startMs, timezone),
    end: draftBound(schedule.endMs, timezone),
    maxRuns: schedule.maxRuns ?? "",
    resetRunsOnActivation: schedule.resetRunsOnActivation,
    pauseAfterFailures: schedule.pauseAfterFailures ?? "",
  };
  switch (schedule.kind) {
    case "cron":
      return { kind: "cron", cron: schedule.cron, ...policies };
    case "interval": {
      const anchor = schedule.anchorMs === undefined ? noInstant : draftInstant(schedule.anchorMs, timezone);
      return { kind: "interval", every: draftDuration(schedule.everyMs), anchor, ...policies };
    }
    case "once":
      return { kind: "once", once: draftInstant(schedule.atMs, timezone), ...policies };
  }
}

function draftBound(at: number | null, zone: string): InstantDraft {
  return at === null ? noInstant : draftInstant(at, zone);
}

/** A copy under another name. Secrets stay where they are: their rows ask for the value anew. */
export function copyOf(draft: EventDraft): EventDraft {
  return {
    ...draft,
    name: `${draft.name.slice(0, 95)} copy`,
    status: draft.status === "ARCHIVED" ? "DRAFT" : draft.status,
    environment: draft.environment.map((row) => ({ ...row, stored: false })),
    actions: draft.actions.map((row) => ({ ...row, storedAt: undefined })),
  };
}
