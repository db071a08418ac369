import type { Generated, Insertable, Selectable } from "kysely";
import type {
  ContainerNetwork,
  EventStatus,
  EventType,
  RunPlace,
  UnknownPolicy,
  VersionCause,
} from "../../shared/words.ts";

export interface EventsTable {
  id: Generated<number>;
  name: string;
  description: string;
  type: EventType;
  status: EventStatus;
  tags: string;
  run_on: RunPlace;
  groups: string;
  container_image: string | null;
  container_network: ContainerNetwork | null;
  script: string;
  timeout_ms: number;
  retry_max: number;
  retry_delay_ms: number;
  retry_factor: number;
  on_unknown: UnknownPolicy;
  priority: number;
  version: Generated<number>;
  created_at: number;
  updated_at: number;
  /** Jobs its schedules have made since the count was last reset. */
  run_count: Generated<number>;
  /** Jobs that failed since the last that did not. */
  failure_streak: Generated<number>;
  /** Why the program itself paused it; null when a person did. */
  pause_reason: string | null;
  /** Jobs of it that may be under way at once; null: as many as there are. */
  concurrency: number | null;
  /** The failure reasons that are tried again, a JSON list; null: those that are by themselves worth it. */
  retry_on: string | null;
  /** How much of a run's log is kept, bytes; null: as the settings say. */
  log_limit_bytes: number | null;
  /** What an HTTP_REQUEST event asks: `HttpRequest` as JSON; null of every other type. */
  request: Generated<string | null>;
  /** What differs from the usual of its container: `ContainerSettings` as JSON. */
  container_settings: Generated<string>;
  /** Files beside its script: `InputFile[]` as JSON. */
  files: Generated<string>;
  /** How its work is spread over several servers: `Rollout` as JSON. */
  rollout: Generated<string>;
}
export type EventRow = Selectable<EventsTable>;
export type NewEventRow = Insertable<EventsTable>;

export interface EnvironmentVariablesTable {
  event_id: number;
  key: string;
  position: number;
  value: string | null;
  secret_reference: string | null;
}
export type EnvironmentVariableRow = Selectable<EnvironmentVariablesTable>;

/** An event as it was saved; never changed afterwards. */
export interface EventVersionsTable {
  event_id: number;
  version: number;
  saved_at: number;
  actor: "user" | "program";
  cause: VersionCause;
  /** The version it was rolled back to; of that cause alone. */
  restored_version: number | null;
  /** Why the program paused it. */
  note: string | null;
  /** What differs from the version before, as the history shows it. */
  changes: string;
  definition: string;
}
export type EventVersionRow = Selectable<EventVersionsTable>;
export type NewEventVersionRow = Insertable<EventVersionsTable>;
