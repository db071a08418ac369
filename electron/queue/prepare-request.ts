import type { Failure } from "../../shared/failure.ts";
import type { HttpExecutionRequest } from "../executors/executor.ts";
import type { ExecutionRow } from "../store/tables.ts";
import type { JobWork } from "./job-definition.ts";

type PreparedRequest =
  | { readonly ok: true; readonly request: HttpExecutionRequest; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly secrets: readonly [] };

/** Puts together what an HTTP_REQUEST event asks. */
export function prepareRequest(
  row: ExecutionRow,
  definition: JobWork,
  environment: { readonly values: Readonly<Record<string, string>>; readonly secrets: readonly string[] },
): PreparedRequest {
  const { request, facts, input } = definition;
  if (request === null) {
    const message = "The event is an HTTP request and does not say what is to be requested";
    return { ok: false, failure: { reason: "invalid_event", message }, secrets: [] };
  }
  return {
    ok: true,
    secrets: environment.secrets,
    request: {
      executionId: row.id,
      jobId: row.job_id,
      http: request,
      environment: environment.values,
      input: input === null ? undefined : (JSON.parse(input) as unknown),
      variables: {},
      event: { id: facts.eventId, name: facts.eventName },
    },
  };
}
