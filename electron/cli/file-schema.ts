import { z } from "zod";
import { durationText } from "../../shared/duration.ts";
import { atOnce, environmentKey, retryRule } from "../../shared/event.ts";
import { rollout } from "../../shared/rollout.ts";
import { boundedJson } from "../../shared/json-depth.ts";
import { sizeText } from "../../shared/size.ts";
import { variableDescription, variableKey } from "../../shared/variable.ts";
import { weekdayWords } from "../../shared/window-words.ts";
import {
  actionTriggers,
  eventStatuses,
  eventTypes,
  jobPriorities,
  missedPolicies,
  overlapPolicies,
  unknownPolicies,
} from "../../shared/words.ts";
import { fileContainer, fileInputFile, fileRequest } from "./request-file-schema.ts";

/** The shape of a definition file as it is written: durations are text, secrets are told by where they are. */

const serverAuth = z.union([
  z.strictObject({
    privateKeyFile: z.string().min(1),
    passphraseEnv: z.string().min(1).optional(),
    certificateFile: z.string().min(1).optional(),
  }),
  z.strictObject({ passwordEnv: z.string().min(1) }),
  z.strictObject({ agent: z.literal(true) }),
]);
export type FileAuth = z.infer<typeof serverAuth>;

/** What a server or group chooses. */
export const fileOptions = z.strictObject({
  jump: z.string().nullish(),
  agent: z.string().optional(),
  connectTimeout: durationText.optional(),
  keepalive: durationText.optional(),
  idle: durationText.optional(),
  channels: z.int().optional(),
  directory: z.string().optional(),
  runtimeApi: z.enum(["automatic", "bundled"]).optional(),
  healthCheck: durationText.optional(),
  terminalIdle: durationText.optional(),
  waitWhileDown: durationText.optional(),
});
export type FileOptions = z.output<typeof fileOptions>;

const server = z.strictObject({
  name: z.string(),
  address: z.string(),
  port: z.int().optional(),
  username: z.string(),
  auth: serverAuth,
  hostKey: z.string().optional(),
  groups: z.array(z.string()).optional(),
  concurrency: atOnce.nullish(),
  tags: z.array(z.string()).optional(),
  options: fileOptions.optional(),
});
export type FileServer = z.infer<typeof server>;

const run = z.discriminatedUnion("on", [
  z.strictObject({
    on: z.literal("servers"),
    servers: z.array(z.string()).optional(),
    groups: z.array(z.string()).optional(),
  }),
  fileContainer,
  z.strictObject({ on: z.literal("this-computer") }),
]);

const schedule = z
  .strictObject({
    cron: z.string().optional(),
    every: durationText.optional(),
    /** Where an interval is anchored; an instant as in `once`. */
    anchor: z.string().optional(),
    once: z.string().optional(),
    timezone: z.string().optional(),
    missed: z.enum(missedPolicies).optional(),
    missedWindow: durationText.optional(),
    missedCap: z.int().optional(),
    overlap: z.enum(overlapPolicies).optional(),
    jitter: durationText.optional(),
    /** Nothing is due before and after these; instants as in `once`. */
    start: z.string().nullish(),
    end: z.string().nullish(),
    maxRuns: z.int().nullish(),
    resetRunsOnActivation: z.boolean().optional(),
    pauseAfterFailures: z.int().nullish(),
  })
  .refine(
    ({ cron, every, once }) => [cron, every, once].filter((time) => time !== undefined).length === 1,
    "give exactly one of cron, every and once",
  )
  .refine(({ every, anchor }) => anchor === undefined || every !== undefined, "an anchor belongs to every");
export type FileSchedule = z.infer<typeof schedule>;

/** A value, or where to find it. Numbers and booleans are taken as they are written. */
const environmentValue = z.union([
  z.string(),
  z.number().transform(String),
  z.boolean().transform(String),
  z.strictObject({ secretEnv: z.string().min(1) }),
]);

/** What follows when a job has ended: another event by its name, a call, or a notice on the desktop. */
const action = z
  .strictObject({
    when: z.enum(actionTriggers),
    run: z.string().optional(),
    call: z
      .strictObject({ url: z.string(), secret: z.strictObject({ secretEnv: z.string().min(1) }).optional() })
      .optional(),
    notify: z.literal(true, "write notify: true, or leave it out").optional(),
  })
  .refine(
    ({ run, call, notify }) => [run, call, notify].filter((does) => does !== undefined).length === 1,
    "give exactly one of run, call and notify",
  );
export type FileAction = z.infer<typeof action>;

const event = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  type: z.enum(eventTypes),
  status: z.enum(eventStatuses).optional(),
  tags: z.array(z.string()).optional(),
  /** May be left out of an HTTP request, which this computer makes. */
  run: run.optional(),
  /** How it is spread over several servers. */
  rollout: rollout.omit({ pauseMs: true }).partial().extend({ pause: durationText.optional() }).optional(),
  schedule: schedule.nullish(),
  timeout: durationText.optional(),
  retries: z
    .strictObject({
      max: retryRule.shape.max.optional(),
      delay: durationText.optional(),
      factor: retryRule.shape.factor.optional(),
      on: retryRule.shape.on.optional(),
    })
    .optional(),
  onUnknown: z.enum(unknownPolicies).optional(),
  priority: z.enum(jobPriorities).optional(),
  concurrency: atOnce.nullish(),
  logLimit: sizeText.nullish(),
  env: z.record(environmentKey, environmentValue).optional(),
  actions: z.array(action).optional(),
  script: z.string().optional(),
  files: z.array(fileInputFile).optional(),
  request: fileRequest.nullish(),
});
export type FileEvent = z.infer<typeof event>;

const window = z
  .strictObject({
    weekly: z.array(z.enum(weekdayWords)).optional(),
    cron: z.string().optional(),
    for: durationText.optional(),
    /** A time of day of a weekly window; otherwise a date, with or without a time. */
    from: z.string().optional(),
    until: z.string().optional(),
    /** Work may start within it, and at no other time; without it, it may not. */
    allow: z.boolean().optional(),
    label: z.string().optional(),
  })
  .refine(
    ({ cron, weekly, from, until }) => cron === undefined || [weekly, from, until].every((key) => key === undefined),
    "a window with cron has for, and neither weekly, from nor until",
  )
  .refine((given) => given.cron === undefined || given.for !== undefined, "say for how long: for: 2h")
  .refine((given) => given.for === undefined || given.cron !== undefined, "for belongs to cron; write until")
  .refine(
    ({ cron, from, until }) => cron !== undefined || (from !== undefined && until !== undefined),
    "a window has from and until, or cron and for",
  );
export type FileWindow = z.infer<typeof window>;

const calendar = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  timezone: z.string().optional(),
  windows: z.array(window).optional(),
  attach: z
    .array(
      z.union([
        z.literal("everything", "write everything, { event: … }, { tag: … } or { server: … }"),
        z
          .strictObject({ event: z.string().optional(), tag: z.string().optional(), server: z.string().optional() })
          .refine((names) => Object.keys(names).length === 1, "give exactly one of event, tag and server"),
      ]),
    )
    .optional(),
});
export type FileCalendar = z.infer<typeof calendar>;

/** A variable's value, with or without words around it. */
const fileVariable = z.union([
  z.strictObject({ value: boundedJson, description: variableDescription.optional() }),
  z.strictObject({ secretEnv: z.string().min(1), description: variableDescription.optional() }),
  boundedJson
    .refine(
      (value) => typeof value !== "object" || value === null || !Object.hasOwn(value, "secretEnv"),
      "beside secretEnv there is nothing but a description; a value with that key is written { value: … }",
    )
    .transform((plain) => ({ plain })),
]);
export type FileVariable = z.output<typeof fileVariable>;

export const definitionFile = z.strictObject({
  version: z.literal(1, "this program reads version 1"),
  servers: z.array(server).nullish(),
  variables: z.record(variableKey, fileVariable).nullish(),
  events: z.array(event).nullish(),
  calendars: z.array(calendar).nullish(),
  /** Limits and options of groups of servers. */
  groups: z
    .array(z.strictObject({ name: z.string(), concurrency: atOnce.optional(), options: fileOptions.optional() }))
    .nullish(),
  workflows: z.array(z.unknown()).nullish(),
});
export type DefinitionFile = z.infer<typeof definitionFile>;
