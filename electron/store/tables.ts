import type { ColumnType, Generated, Insertable, Kysely, Selectable } from "kysely";
import type { FailureReason } from "../../shared/failure.ts";
import type {
  AttachmentKind,
  AuthenticationKind,
  EventType,
  ExecutionStatus,
  HostKeyState,
  JobSource,
  JobStatus,
  MissedPolicy,
  OverlapPolicy,
  RunPlace,
  RuntimeWay,
  ScheduleClosing,
  ScheduleKind,
  ServerStatus,
} from "../../shared/words.ts";
import type { AbsencesTable, LedgerChainsTable, OccurrenceOutcomesTable, OccurrencesTable } from "./ledger-tables.ts";
import type { EnvironmentVariablesTable, EventsTable, EventVersionsTable } from "./event-tables.ts";
import type { ConditionalActionsTable, OutboxTable } from "./outbox-tables.ts";
import type { DelegatedRunsTable, DelegationsTable, PayloadsTable, ServerChecksTable } from "./server-tables.ts";
import type {
  ArtifactsTable,
  ExecutionReportsTable,
  RuntimeCallsTable,
  VariablesTable,
  VariableTotalsTable,
  VariableUsesTable,
} from "./runtime-tables.ts";

/** The shape of the database after the newest migration. Times are epoch milliseconds, lists and objects JSON text. */
export interface Tables {
  servers: ServersTable;
  host_keys: HostKeysTable;
  events: EventsTable;
  event_servers: { event_id: number; server_id: number };
  environment_variables: EnvironmentVariablesTable;
  event_versions: EventVersionsTable;
  schedules: SchedulesTable;
  jobs: JobsTable;
  occurrences: OccurrencesTable;
  occurrence_outcomes: OccurrenceOutcomesTable;
  ledger_chains: LedgerChainsTable;
  absences: AbsencesTable;
  calendars: CalendarsTable;
  calendar_attachments: CalendarAttachmentsTable;
  executions: ExecutionsTable;
  group_limits: { name: string; concurrency: number; updated_at: number };
  group_options: { name: string; options: string; updated_at: number };
  server_checks: ServerChecksTable;
  payloads: PayloadsTable;
  delegations: DelegationsTable;
  delegated_runs: DelegatedRunsTable;
  execution_reports: ExecutionReportsTable;
  execution_usage: { execution_id: string; samples: string; updated_at: number };
  artifacts: ArtifactsTable;
  runtime_calls: RuntimeCallsTable;
  conditional_actions: ConditionalActionsTable;
  outbox: OutboxTable;
  variables: VariablesTable;
  variable_totals: VariableTotalsTable;
  variable_uses: VariableUsesTable;
  settings: { key: string; value: string; updated_at: number };
  audit: AuditTable;
  schema_migrations: SchemaMigrationsTable;
}

/** The database, or a transaction on it. */
export type Database = Kysely<Tables>;

interface ServersTable {
  id: Generated<number>;
  name: string;
  address: string;
  port: number;
  username: string;
  authentication_kind: AuthenticationKind;
  credential_reference: string | null;
  groups: string;
  expected_fingerprint: string | null;
  status: Generated<ServerStatus>;
  problem: string | null;
  checked_at: number | null;
  latency_ms: number | null;
  system: string | null;
  archived_at: number | null;
  /** Executions that may be under way on it at once; null: as many as there are. */
  concurrency: number | null;
  created_at: number;
  updated_at: number;
  /** What differs from its groups, or from the usual: `ServerOptions` as JSON. */
  options: Generated<string>;
  tags: Generated<string>;
  /** What the last look at it found: `ServerFacts` as JSON. */
  facts: Generated<string | null>;
  facts_at: Generated<number | null>;
  /** While it cannot be reached nothing is begun on it before this moment; null: it can. */
  held_until: Generated<number | null>;
  held_since: Generated<number | null>;
  held_reason: Generated<string | null>;
}
export type ServerRow = Selectable<ServersTable>;

interface HostKeysTable {
  id: Generated<number>;
  server_id: number;
  state: HostKeyState;
  algorithm: string;
  fingerprint: string;
  public_key: string;
  seen_at: number;
}
export type HostKeyRow = Selectable<HostKeysTable>;

interface SchedulesTable {
  id: Generated<number>;
  event_id: number;
  kind: ScheduleKind;
  cron: string | null;
  every_ms: number | null;
  anchor_at: number | null;
  once_at: number | null;
  timezone: string;
  start_at: number | null;
  end_at: number | null;
  missed: MissedPolicy;
  missed_window_ms: number;
  missed_cap: number;
  overlap: OverlapPolicy;
  jitter_ms: number;
  max_runs: number | null;
  reset_runs_on_activation: number;
  pause_after_failures: number | null;
  /** 0 while the event is not active: nothing is due by this version. */
  active: number;
  /** Every instant up to and including this one is in the ledger. */
  cursor_at: number;
  /** The first due instant after the cursor; null when none is coming or the event is not active. */
  next_due_at: number | null;
  opened_at: number;
  closed_at: number | null;
  closed_because: ScheduleClosing | null;
}
export type ScheduleRow = Selectable<SchedulesTable>;
export type NewScheduleRow = Insertable<SchedulesTable>;

interface JobsTable {
  id: string;
  event_id: number;
  event_name: string;
  event_type: EventType;
  event_version: number;
  source: JobSource;
  /** Changed by `moveJob` and by the claim alone: shared/job-states.ts. */
  status: ColumnType<JobStatus, "queued", never>;
  priority: number;
  exclusive: number;
  definition: string;
  input: string | null;
  targets: string;
  due_at: number | null;
  attempt: Generated<number>;
  attempts_allowed: number;
  queued_at: number;
  available_at: number;
  claimed_at: number | null;
  started_at: number | null;
  finished_at: number | null;
  lease_owner: string | null;
  lease_until: number | null;
  cancel_requested_at: number | null;
  exit_code: number | null;
  failure_reason: FailureReason | null;
  failure_message: string | null;
  idempotency_key: string | null;
  /** The row of the ledger it stands for. */
  occurrence_id: number | null;
  /** Its `RunTarget` as JSON text, when it runs on servers: what limits of servers and groups are held against. */
  servers_wanted: string | null;
  /** SHA-256, hex, of what was asked for under its idempotency key. */
  request_hash: string | null;
  /** The job that this one does again, on those servers alone where it failed. */
  retry_of: Generated<string | null>;
}
export type JobRow = Selectable<JobsTable>;

export type OccurrenceRow = Selectable<OccurrencesTable>;
export type OccurrenceOutcomeRow = Selectable<OccurrenceOutcomesTable>;
export type LedgerChainRow = Selectable<LedgerChainsTable>;
export type AbsenceRow = Selectable<AbsencesTable>;

interface CalendarsTable {
  id: Generated<number>;
  name: string;
  description: string;
  timezone: string;
  windows: string;
  version: Generated<number>;
  created_at: number;
  updated_at: number;
}
export type CalendarRow = Selectable<CalendarsTable>;

interface CalendarAttachmentsTable {
  id: Generated<number>;
  calendar_id: number;
  kind: AttachmentKind;
  event_id: number | null;
  server_id: number | null;
  tag: string | null;
}
export type CalendarAttachmentRow = Selectable<CalendarAttachmentsTable>;

interface ExecutionsTable {
  id: string;
  job_id: string;
  attempt: number;
  place: RunPlace;
  server_id: number | null;
  target: string;
  /** Changed in store/executions.ts alone: shared/job-states.ts. */
  status: ColumnType<ExecutionStatus, "starting", never>;
  handle: string | null;
  discarded: Generated<number>;
  exit_code: number | null;
  failure_reason: FailureReason | null;
  failure_message: string | null;
  survivors: Generated<string>;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  log_path: string;
  log_bytes: number | null;
  log_sha256: string | null;
  /** Bytes of output beyond the limit, which are not in the log. */
  log_dropped_bytes: Generated<number>;
  /** How it was stopped and what became of its processes: `StopProof` as JSON. */
  stop_proof: string | null;
  /** SHA-256, hex, of the token that opens the runtime API to it; null once it has ended. */
  token_hash: Generated<string | null>;
  /** How its script reached the runtime API from a server; null: it did not, or was elsewhere. */
  runtime_way: Generated<RuntimeWay | null>;
}
export type ExecutionRow = Selectable<ExecutionsTable>;
export type NewExecutionRow = Insertable<ExecutionsTable>;

export type ConditionalActionRow = Selectable<ConditionalActionsTable>;
export type OutboxRow = Selectable<OutboxTable>;

interface AuditTable {
  id: Generated<number>;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: string | null;
}

interface SchemaMigrationsTable {
  version: number;
  name: string;
  checksum: string;
  applied_at: number;
  duration_ms: number;
  program_version: string;
}
export type SchemaMigrationRow = Selectable<SchemaMigrationsTable>;
