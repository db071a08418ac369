import { z } from "zod";
import { retryChoices } from "./failure.ts";
import { actionInput, mostActions, type ActionView } from "./action.ts";
import { containerSettings, inputFile, mostFiles } from "./container.ts";
import { checkFiles, checkKind } from "./event-kind-rules.ts";
import { httpRequest } from "./http-request.ts";
import { lineText, tagText, wellFormedText } from "./plain-text.ts";
import { rollout } from "./rollout.ts";
import { scheduleInput, type ScheduleInput } from "./schedule.ts";
import {
  containerNetworks,
  eventStatuses,
  jobPriorities,
  runnableTypes,
  unknownPolicies,
  type ActionTrigger,
  type JobStatus,
  type RunPlace,
} from "./words.ts";

const eventName = lineText.trim().min(1, "give the event a name").max(100, "a name has at most 100 characters");

/** What an event may say to the libraries of its scripts: how patient they are, and whether they tell what they do. */
const librarySettings: ReadonlySet<string> = new Set(["CRONIUM_DEBUG", "CRONIUM_RETRIES", "CRONIUM_TIMEOUT"]);

export const environmentKey = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable name has letters, digits and _ only, and starts with no digit")
  .refine(
    (key) => !key.startsWith("CRONIUM_") || librarySettings.has(key),
    "names that start with CRONIUM_ are set by the program",
  );

export const mostTags = 50;
/** The most servers, and the most groups, that an event names. */
export const mostTargets = 1_000;

/** Where an event runs. */
const runTarget = z.discriminatedUnion("on", [
  z.strictObject({
    on: z.literal("servers"),
    serverIds: z.array(z.int()).max(mostTargets).default([]),
    groups: z.array(tagText).max(mostTags).default([]),
  }),
  z.strictObject({
    on: z.literal("container"),
    /** Absent: the default image of the event's language. */
    image: lineText.min(1).max(1_000).optional(),
    network: z.enum(containerNetworks).default("none"),
    /** What differs from the usual of a container. */
    settings: containerSettings.default({}),
  }),
  z.strictObject({ on: z.literal("this-computer") }),
]);
export type RunTarget = z.infer<typeof runTarget>;

/**
 * One environment variable. A secret is given once as `secret` and from then on only kept (`keepSecret`): its value
 * is never shown again.
 */
const environmentEntry = z.union([
  z.strictObject({ key: environmentKey, value: z.string().max(100_000) }),
  z.strictObject({ key: environmentKey, secret: z.string().min(1).max(100_000) }),
  z.strictObject({ key: environmentKey, keepSecret: z.literal(true) }),
]);
export type EnvironmentEntry = z.infer<typeof environmentEntry>;

export const retryRule = z.strictObject({
  /** Further attempts after the first. */
  max: z.int().min(0).max(10).default(0),
  delayMs: z.int().min(0).max(86_400_000).default(5_000),
  factor: z.number().min(1).max(10).default(2),
  /** Which failures are tried again; null: those that are by themselves worth it (`failureKinds`). */
  on: z
    .array(z.enum(retryChoices))
    .min(1, "choose at least one failure, or leave it to the program")
    .refine((reasons) => new Set(reasons).size === reasons.length, "each failure is named once")
    .nullable()
    .default(null),
});

/** The most that may be under way at once by any limit: of an event, on a server, in a group. */
export const mostAtOnce = 500;
export const atOnce = z
  .int("a limit is a whole number")
  .min(1, "a limit is at least 1")
  .max(mostAtOnce, `a limit is at most ${String(mostAtOnce)}`);

const longestScriptBytes = 10 * 1024 * 1024;

/** The parts of an event as a person saves it, without the rules that hold between them. */
export const eventParts = z.strictObject({
  name: eventName,
  description: wellFormedText.max(500, "a description has at most 500 characters").default(""),
  type: z.enum(runnableTypes),
  status: z.enum(eventStatuses).default("DRAFT"),
  tags: z.array(tagText).max(mostTags).default([]),
  run: runTarget,
  /** How its work is spread over several servers; of no effect elsewhere. */
  rollout: rollout.prefault({}),
  schedule: scheduleInput.nullable().default(null),
  timeoutMs: z
    .int()
    .min(1_000, "a timeout is at least 1s")
    .max(30 * 86_400_000, "a timeout is at most 30 days")
    .default(1_800_000),
  retries: retryRule.prefault({}),
  /** What to do with a run whose fate cannot be found out. */
  onUnknown: z.enum(unknownPolicies).default("needs_attention"),
  priority: z.enum(jobPriorities).default("NORMAL"),
  /** Jobs of it that may be under way at once; null: as many as there are. */
  concurrency: atOnce.nullable().default(null),
  /** How much of the log of one execution is kept, bytes; null: as the settings say. */
  logLimitBytes: z.int().min(1_000, "a log keeps at least 1 KB").max(Number.MAX_SAFE_INTEGER).nullable().default(null),
  environment: z
    .array(environmentEntry)
    .max(200)
    .default([])
    .refine(
      (entries) => new Set(entries.map((entry) => entry.key)).size === entries.length,
      "each variable is named once",
    ),
  /** What follows when a job of it has ended, in this order. */
  actions: z
    .array(actionInput)
    .max(mostActions, `an event has at most ${String(mostActions)} actions`)
    .default([]),
  /** What the script says; empty of an HTTP request. */
  script: z.string().max(longestScriptBytes, "a script has at most 10 MB").default(""),
  /** Files beside the script. */
  files: z
    .array(inputFile)
    .max(mostFiles, `an event has at most ${String(mostFiles)} files`)
    .default([])
    .superRefine(checkFiles),
  /** What an HTTP request asks; null of a script. */
  request: httpRequest.nullable().default(null),
});

/** An event as a person saves it. */
export const eventInput = eventParts.superRefine(checkKind);
/** What a form or file may leave out is optional here; the parsed shape is `EventFields`. */
export type EventInput = z.input<typeof eventInput>;
export type EventFields = z.output<typeof eventInput>;

/** An event in a list. Times are epoch milliseconds. */
export interface EventSummary {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: EventFields["type"];
  readonly status: EventFields["status"];
  readonly tags: readonly string[];
  readonly place: RunPlace;
  /** The place in words: server names and `@groups`, an image, or "this computer". */
  readonly runsOn: string;
  readonly schedule: ScheduleInput | null;
  readonly scheduleWords: string;
  /** The next due instant, or undefined when none is coming. */
  readonly nextDueAt: number | undefined;
  /** The server that decides of it, while the schedule is left to one. */
  readonly nextDueOn: string | undefined;
  readonly last:
    | {
        readonly jobId: string;
        readonly status: JobStatus;
        readonly at: number;
        readonly durationMs: number | undefined;
      }
    | undefined;
  /** Outcomes of the latest jobs, oldest first, at most ten: for a sparkline. */
  readonly recent: readonly {
    readonly jobId: string;
    readonly status: JobStatus;
    readonly durationMs: number | undefined;
  }[];
  readonly unfinished: number;
  /** Of the unfinished jobs, those that have left the queue. */
  readonly running: number;
  /** Jobs its schedules have made since the count was last reset. */
  readonly runCount: number;
  /** Jobs that failed one after the other, up to now. */
  readonly failureStreak: number;
  /** Why the program itself paused it. */
  readonly pauseReason: string | undefined;
  readonly updatedAt: number;
}

/** An event with all that can be edited. Secrets appear as `keepSecret`. */
export interface EventView extends EventSummary {
  readonly version: number;
  readonly createdAt: number;
  /** When its present schedule came into force; undefined without one. */
  readonly scheduleSince: number | undefined;
  readonly fields: EventFields;
  /** What follows when a job of it has ended, as it is shown. */
  readonly actions: readonly ActionView[];
  /** The events after which it is run. */
  readonly runAfter: readonly { readonly eventId: number; readonly name: string; readonly when: ActionTrigger }[];
}
