/**
 * The closed vocabularies of the product. Types, form choices and the CHECK constraints of the database all come
 * from these lists, so a word added here reaches all three or none.
 */
export const eventTypes = ["BASH", "PYTHON", "NODEJS", "HTTP_REQUEST", "TOOL_ACTION"] as const;
export type EventType = (typeof eventTypes)[number];

/** The kinds of event that are a script, by its language. */
export const scriptTypes = ["BASH", "PYTHON", "NODEJS"] as const satisfies readonly EventType[];
export type ScriptType = (typeof scriptTypes)[number];

/** The kinds of event this version can run. */
export const runnableTypes = [...scriptTypes, "HTTP_REQUEST"] as const satisfies readonly EventType[];
export type RunnableType = (typeof runnableTypes)[number];

export const eventStatuses = ["DRAFT", "ACTIVE", "PAUSED", "ARCHIVED"] as const;
export type EventStatus = (typeof eventStatuses)[number];

/** What made a version of an event. */
const versionCauses = [
  "created",
  "saved",
  /** From a definition file. */
  "applied",
  "rolled_back",
  /** A person activated, paused or archived it, or made it a draft. */
  "status",
  "tags",
  /** The program paused it. */
  "paused",
  /** It was there when versions began to be kept; what came before is not known. */
  "found",
] as const;
export type VersionCause = (typeof versionCauses)[number];

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

/** Why an occurrence was decided as it was; the reason beside it says the same in words, with names and numbers. */
export const occurrenceCauses = [
  "on_time",
  "caught_up",
  /** An earlier job of the event was unfinished. */
  "overlap",
  /** One job already waited for its turn. */
  "one_waits",
  "calendar",
  /** The maximum of runs had been made. */
  "runs_used_up",
  /** The schedule catches nothing up. */
  "not_caught_up",
  /** A later instant was caught up in its stead. */
  "superseded",
  /** Further back than the catch-up window. */
  "too_old",
  "over_cap",
  /** A server ran it that the schedule was left to. */
  "on_server",
  /** The server that the schedule was left to was not up, or did not get to it. */
  "missed_on_server",
  /** The schedule was left to a server that nothing more was heard of: nobody can say whether it ran. */
  "server_silent",
] as const;
export type OccurrenceCause = (typeof occurrenceCauses)[number];

/** Why a version of a schedule ended: the event was saved anew, changed its status, or was deleted. */
const scheduleClosings = ["edited", "status", "deleted"] as const;
export type ScheduleClosing = (typeof scheduleClosings)[number];

/** Why the program could not act for a while: it was not running, or it ran and was not given time. */
const absenceCauses = ["stopped", "asleep"] as const;
export type AbsenceCause = (typeof absenceCauses)[number];

export const attachmentKinds = ["everything", "event", "tag", "server"] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** A blackout keeps work from starting; allow windows are the only times at which it may start. */
export const windowEffects = ["blackout", "allow"] as const;
export type WindowEffect = (typeof windowEffects)[number];

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

/** A job in one of these has ended; needs_attention may still be settled by a person. */
export type FinalJobStatus = Exclude<JobStatus, (typeof unfinishedJobStatuses)[number]>;

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

/** What asked for a job; `action`: a conditional action of another job's event. */
const jobSources = ["schedule", "manual", "retry", "action"] as const;
export type JobSource = (typeof jobSources)[number];

/** When a conditional action of an event acts, once a job of it has ended for good. */
export const actionTriggers = ["ON_SUCCESS", "ON_FAILURE", "ALWAYS", "ON_CONDITION"] as const;
export type ActionTrigger = (typeof actionTriggers)[number];

/** What a row of the outbox does when it is delivered: queue a job, call an address, tell on the desktop. */
export const messageKinds = ["run_event", "call_url", "notify"] as const;
export type MessageKind = (typeof messageKinds)[number];

/** `dead`: every attempt failed, a person may have it delivered again or dismiss it. */
export const messageStatuses = ["pending", "delivered", "dead", "dismissed"] as const;
export type MessageStatus = (typeof messageStatuses)[number];

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

/** How scripts on a server reach the runtime API: through the connection, or by files that come along and go back. */
const runtimeWays = ["tunnel", "bundled"] as const;
export type RuntimeWay = (typeof runtimeWays)[number];

/** How far a schedule that is left to a server has come. */
const delegationStates = ["installing", "active", "revoking", "ended", "failed"] as const;
export type DelegationState = (typeof delegationStates)[number];

/** What became of an instant that a server was given; `running`: it has begun, and its end is not known here yet. */
const delegatedRunStates = ["pending", "running", "collected", "missed", "revoked"] as const;
export type DelegatedRunState = (typeof delegatedRunStates)[number];

/** What wakes a server at the instants it was given. */
const delegationTimers = ["systemd", "cron"] as const;
export type DelegationTimer = (typeof delegationTimers)[number];

export const logStreams = ["stdout", "stderr", "system"] as const;
export type LogStream = (typeof logStreams)[number];

/** Where secrets are kept; `none`: no keychain answers, and nobody has agreed to an encrypted file. */
const vaultBackends = ["keychain", "file", "none"] as const;
export type VaultBackend = (typeof vaultBackends)[number];

/** `locked`: the encrypted file waits for its passphrase; `damaged`: it cannot be read at all. */
const vaultStates = ["open", "locked", "damaged", "none"] as const;
export type VaultState = (typeof vaultStates)[number];
