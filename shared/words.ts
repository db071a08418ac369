/**
 * The closed vocabularies of the product. Types, form choices and the CHECK constraints of the database all come
 * from these lists, so a word added here reaches all three or none.
 */
export const eventTypes = ["BASH", "PYTHON", "NODEJS", "HTTP_REQUEST", "TOOL_ACTION"] as const;
export type EventType = (typeof eventTypes)[number];

/** The kinds of event this version can run. */
export const scriptTypes = ["BASH", "PYTHON", "NODEJS"] as const satisfies readonly EventType[];
export type ScriptType = (typeof scriptTypes)[number];

export const eventStatuses = ["DRAFT", "ACTIVE", "PAUSED", "ARCHIVED"] as const;
export type EventStatus = (typeof eventStatuses)[number];

export const scheduleKinds = ["cron", "interval", "once"] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

/** What becomes of instants that passed while the program could not act on them. */
export const missedPolicies = ["none", "latest", "all"] as const;
export type MissedPolicy = (typeof missedPolicies)[number];

/** What happens when an instant is due while an earlier job of the same event is unfinished. */
export const overlapPolicies = ["allow", "skip", "queue", "replace"] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

export const occurrenceDecisions = ["run", "catch_up", "skipped", "missed"] as const;
export type OccurrenceDecision = (typeof occurrenceDecisions)[number];

export const jobStatuses = [
  "queued",
  "claimed",
  "running",
  "completed",
  "failed",
  "timeout",
  "partial",
  "cancelled",
  "needs_attention",
] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** A job in one of these is still going somewhere by itself. */
export const unfinishedJobStatuses = ["queued", "claimed", "running"] as const satisfies readonly JobStatus[];

export const executionStatuses = [
  "starting",
  "running",
  "completed",
  "failed",
  "timeout",
  "cancelled",
  "unknown",
] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export const jobPriorities = ["LOW", "NORMAL", "HIGH", "CRITICAL"] as const;
export type JobPriority = (typeof jobPriorities)[number];

export const jobSources = ["schedule", "manual", "retry"] as const;
export type JobSource = (typeof jobSources)[number];

export const runPlaces = ["servers", "container", "this-computer"] as const;
export type RunPlace = (typeof runPlaces)[number];

export const containerNetworks = ["none", "outside"] as const;
export type ContainerNetwork = (typeof containerNetworks)[number];

/** What to do with an execution whose fate cannot be found out. */
export const unknownPolicies = ["needs_attention", "retry"] as const;
export type UnknownPolicy = (typeof unknownPolicies)[number];

export const serverStatuses = ["unknown", "online", "offline", "untrusted", "host_key_changed"] as const;
export type ServerStatus = (typeof serverStatuses)[number];

export const authenticationKinds = ["key", "agent", "password"] as const;
export type AuthenticationKind = (typeof authenticationKinds)[number];

export const hostKeyStates = ["offered", "pinned"] as const;
export type HostKeyState = (typeof hostKeyStates)[number];

export const logStreams = ["stdout", "stderr", "system"] as const;
export type LogStream = (typeof logStreams)[number];

export type VaultBackend = "keychain" | "file";
