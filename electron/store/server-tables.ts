import type { Generated, Selectable } from "kysely";
import type { DelegatedRunState, DelegationState, DelegationTimer } from "../../shared/words.ts";

/** One look at a server. Sizes in bytes. */
export interface ServerChecksTable {
  server_id: number;
  at: number;
  reachable: number;
  latency_ms: number | null;
  /** Average of one minute, processes that run or wait. */
  load: number | null;
  memory_used: number | null;
  memory_total: number | null;
  disk_used: number | null;
  disk_total: number | null;
}
export type ServerCheckRow = Selectable<ServerChecksTable>;

/** The archive that was built of a version of an event. */
export interface PayloadsTable {
  event_id: number;
  event_version: number;
  /** Hex; the file in the data directory has it as its name. */
  sha256: string;
  bytes: number;
  created_at: number;
}
export type PayloadRow = Selectable<PayloadsTable>;

/** A schedule that is left to a server for a while: the instants in [from_at, until_at). */
export interface DelegationsTable {
  id: string;
  event_id: number;
  event_name: string;
  event_version: number;
  schedule_id: number;
  server_id: number | null;
  server_name: string;
  state: DelegationState;
  timer: Generated<DelegationTimer | null>;
  from_at: number;
  until_at: number;
  /** Every instant of it up to and including this one is in the ledger. */
  collected_at: number;
  heard_at: Generated<number | null>;
  problem: Generated<string | null>;
  /** The job's definition as the server was given it, JSON. */
  definition: string;
  created_at: number;
  ended_at: Generated<number | null>;
}
export type DelegationRow = Selectable<DelegationsTable>;

/** An instant that a server was given; the ids are those of the job and execution it becomes here. */
export interface DelegatedRunsTable {
  delegation_id: string;
  due_at: number;
  state: DelegatedRunState;
  job_id: string;
  execution_id: string;
}
export type DelegatedRunRow = Selectable<DelegatedRunsTable>;
