import type { EventFields, RunTarget } from "../../shared/event.ts";
import type { ScriptType, UnknownPolicy } from "../../shared/words.ts";

/**
 * What a job will do, fixed when it is queued: later edits of the event never touch it. Secrets are in it by
 * reference only.
 */
export interface JobDefinition {
  readonly type: ScriptType;
  readonly script: string;
  readonly run: RunTarget;
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
type FormerDefinition = Omit<JobDefinition, "retries" | "logLimitBytes"> &
  Partial<Pick<JobDefinition, "logLimitBytes">> & { readonly retries: Omit<RetryRule, "on"> & Partial<RetryRule> };

export function readJobDefinition(text: string): JobDefinition {
  const definition = JSON.parse(text) as FormerDefinition;
  const { retries } = definition;
  return {
    ...definition,
    retries: { ...retries, on: retries.on ?? null },
    logLimitBytes: definition.logLimitBytes ?? null,
  };
}

/** A definition together with what this job was given to work on: JSON text, null when nothing was given. */
export interface JobWork extends JobDefinition {
  readonly input: string | null;
}

export function readJobWork(job: { readonly definition: string; readonly input: string | null }): JobWork {
  return { ...readJobDefinition(job.definition), input: job.input };
}
