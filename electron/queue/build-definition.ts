import type { ContainerSettings } from "../../shared/container.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { RunTarget } from "../../shared/event.ts";
import { rollout } from "../../shared/rollout.ts";
import { runnableTypes, type RunnableType } from "../../shared/words.ts";
import { environmentOf, eventServerIds } from "../store/events.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import type { JobDefinition, RetryRule } from "./job-definition.ts";

/** Where an event runs, put together from its rows. */
async function runTargetOf(database: Database, event: EventRow): Promise<RunTarget> {
  switch (event.run_on) {
    case "this-computer":
      return { on: "this-computer" };
    case "container":
      return {
        on: "container",
        network: event.container_network ?? "none",
        settings: JSON.parse(event.container_settings) as ContainerSettings,
        ...(event.container_image === null ? {} : { image: event.container_image }),
      };
    case "servers":
      return {
        on: "servers",
        serverIds: await eventServerIds(database, event.id),
        groups: JSON.parse(event.groups) as string[],
      };
  }
}

/** The definition a job of this event gets now. */
export async function buildJobDefinition(database: Database, event: EventRow): Promise<JobDefinition> {
  const environment = await environmentOf(database, event.id);
  return {
    type: runnableTypeOf(event),
    script: event.script,
    files: JSON.parse(event.files) as JobDefinition["files"],
    request: event.request === null ? null : (JSON.parse(event.request) as JobDefinition["request"]),
    run: await runTargetOf(database, event),
    rollout: rollout.parse(JSON.parse(event.rollout)),
    environment: environment.map((entry) =>
      entry.secret_reference === null
        ? { key: entry.key, value: entry.value ?? "" }
        : { key: entry.key, secretReference: entry.secret_reference },
    ),
    timeoutMs: event.timeout_ms,
    retries: {
      max: event.retry_max,
      delayMs: event.retry_delay_ms,
      factor: event.retry_factor,
      on: event.retry_on === null ? null : (JSON.parse(event.retry_on) as RetryRule["on"]),
    },
    onUnknown: event.on_unknown,
    logLimitBytes: event.log_limit_bytes,
  };
}

function runnableTypeOf(event: EventRow): RunnableType {
  const type = runnableTypes.find((candidate) => candidate === event.type);
  if (type === undefined) throw new CroniumError("unsupported", `This version does not run ${event.type} events`);
  return type;
}
