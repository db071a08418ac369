import type { RunTarget } from "../../shared/event.ts";
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
  readonly retries: { readonly max: number; readonly delayMs: number; readonly factor: number };
  readonly onUnknown: UnknownPolicy;
}

export function readJobDefinition(text: string): JobDefinition {
  return JSON.parse(text) as JobDefinition;
}

/** A definition together with what this job was given to work on: JSON text, null when nothing was given. */
export interface JobWork extends JobDefinition {
  readonly input: string | null;
}

export function readJobWork(job: { readonly definition: string; readonly input: string | null }): JobWork {
  return { ...readJobDefinition(job.definition), input: job.input };
}
