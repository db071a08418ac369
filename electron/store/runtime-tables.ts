import type { Generated, Selectable } from "kysely";

/** What a script has told of itself. */
export interface ExecutionReportsTable {
  execution_id: string;
  /** JSON text; null until it gives some. */
  output: string | null;
  condition: number | null;
  /** From 0 to 1. */
  progress: number | null;
  progress_message: string | null;
  updated_at: number;
}
export type ExecutionReportRow = Selectable<ExecutionReportsTable>;

/** A file that a run has left, kept by the program. */
export interface ArtifactsTable {
  id: Generated<number>;
  execution_id: string;
  /** Below the run's output directory, with `/`. */
  path: string;
  bytes: number;
  sha256: string;
  /** Below the data directory. */
  stored_path: string;
  created_at: number;
}
export type ArtifactRow = Selectable<ArtifactsTable>;

/** What was answered to a call that its caller may ask again. */
export interface RuntimeCallsTable {
  execution_id: string;
  call_key: string;
  request_hash: string;
  answer: string;
  at: number;
}

export interface VariablesTable {
  key: string;
  /** JSON text; JSON null of a secret. */
  value: string;
  description: Generated<string>;
  /** Grows by one with every change. */
  version: Generated<number>;
  /** Where the vault has it; null unless it is a secret. */
  secret_reference: Generated<string | null>;
  created_at: Generated<number>;
  updated_at: number;
  /** Who changed it last: `user`, or `event NUMBER`. */
  updated_by: Generated<string>;
}
/** What all variables take together; triggers keep it. */
export interface VariableTotalsTable {
  id: number;
  /** Of keys, values and descriptions; values of secrets are in the vault. */
  bytes: number;
}

export type VariableRow = Selectable<VariablesTable>;

/** That an event's scripts read or write a variable. */
export interface VariableUsesTable {
  key: string;
  event_id: number;
  kind: "read" | "write";
  count: number;
  last_at: number;
  last_job_id: string;
}
export type VariableUseRow = Selectable<VariableUsesTable>;
