import type { EventFields } from "../../shared/event.ts";
import { jobPriorities } from "../../shared/words.ts";
import { toActionInputs } from "./event-actions.ts";
import { buildJobDefinition } from "../queue/build-definition.ts";
import { toScheduleInput } from "../schedule/stored-schedule.ts";
import { actionsOf } from "../store/actions.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";

/** An event as a person saves it, put together from its rows. Secrets appear as `keepSecret`. */
export async function readEventFields(
  database: Database,
  event: EventRow,
  schedule: ScheduleRow | undefined,
): Promise<EventFields> {
  const definition = await buildJobDefinition(database, event);
  return {
    name: event.name,
    description: event.description,
    type: definition.type,
    status: event.status,
    tags: JSON.parse(event.tags) as string[],
    run: definition.run,
    rollout: definition.rollout,
    schedule: schedule === undefined ? null : toScheduleInput(schedule),
    timeoutMs: event.timeout_ms,
    retries: definition.retries,
    onUnknown: event.on_unknown,
    priority: jobPriorities[event.priority] ?? "NORMAL",
    concurrency: event.concurrency,
    logLimitBytes: event.log_limit_bytes,
    environment: definition.environment.map((entry) =>
      "value" in entry ? entry : { key: entry.key, keepSecret: true as const },
    ),
    actions: toActionInputs(await actionsOf(database, event.id)),
    script: event.script,
    files: [...definition.files],
    request: definition.request,
  };
}
