import type { InputFile } from "../../shared/container.ts";
import type { EventFields, RunTarget } from "../../shared/event.ts";
import type { HttpRequest } from "../../shared/http-request.ts";
import { usualRollout, type Rollout } from "../../shared/rollout.ts";
import type { EventType, JobSource, RunnableType, UnknownPolicy } from "../../shared/words.ts";
import type { JobRow } from "../store/tables.ts";

/**
 * What a job will do, fixed when it is queued: later edits of the event never touch it. Secrets are in it by
 * reference only.
 */
export interface JobDefinition {
  readonly type: RunnableType;
  readonly script: string;
  /** Files beside the script. */
  readonly files: readonly InputFile[];
  /** What an HTTP request asks; null of a script. */
  readonly request: HttpRequest | null;
  readonly run: RunTarget;
  /** How it is spread over several servers. */
  readonly rollout: Rollout;
  readonly environment: readonly (
    { readonly key: string; readonly value: string } | { readonly key: string; readonly secretReference: string }
  )[];
  readonly timeoutMs: number;
  readonly retries: RetryRule;
  readonly onUnknown: UnknownPolicy;
  /** How much of the log of one execution is kept, bytes; null: as the settings say. */
  readonly logLimitBytes: number | null;
}

export type RetryRule = EventFields["retries"];

/** What a definition may lack that was written before there was such a thing. */
type FormerDefinition = Omit<JobDefinition, "retries" | "logLimitBytes" | "files" | "request" | "run" | "rollout"> &
  Partial<Pick<JobDefinition, "logLimitBytes" | "files" | "request" | "rollout">> & {
    readonly retries: Omit<RetryRule, "on"> & Partial<RetryRule>;
    readonly run: FormerTarget;
  };

/** Where something ran before containers had settings. */
export type FormerTarget =
  | Exclude<RunTarget, { readonly on: "container" }>
  | (Omit<Extract<RunTarget, { readonly on: "container" }>, "settings"> &
      Partial<Pick<Extract<RunTarget, { readonly on: "container" }>, "settings">>);

export function readTarget(run: FormerTarget): RunTarget {
  return run.on === "container" ? { ...run, settings: run.settings ?? {} } : run;
}

export function readJobDefinition(text: string): JobDefinition {
  const definition = JSON.parse(text) as FormerDefinition;
  const { retries } = definition;
  return {
    ...definition,
    retries: { ...retries, on: retries.on ?? null },
    run: readTarget(definition.run),
    rollout: definition.rollout ?? usualRollout,
    logLimitBytes: definition.logLimitBytes ?? null,
    files: definition.files ?? [],
    request: definition.request ?? null,
  };
}

/** Whose job it is and how it came about: what a script may ask about itself. */
export interface JobFacts {
  readonly eventId: number;
  readonly eventName: string;
  readonly eventType: EventType;
  readonly source: JobSource;
  /** Epoch milliseconds; null unless a schedule asked for it. */
  readonly dueAt: number | null;
}

/** A definition together with what this job was given to work on: JSON text, null when nothing was given. */
export interface JobWork extends JobDefinition {
  readonly input: string | null;
  readonly facts: JobFacts;
}

type WorkRow = Pick<JobRow, "definition" | "input" | "event_id" | "event_name" | "event_type" | "source" | "due_at">;

export function readJobWork(job: WorkRow): JobWork {
  const facts: JobFacts = {
    eventId: job.event_id,
    eventName: job.event_name,
    eventType: job.event_type,
    source: job.source,
    dueAt: job.due_at,
  };
  return { ...readJobDefinition(job.definition), input: job.input, facts };
}
