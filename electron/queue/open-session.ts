import type { AnyExecutionRequest } from "../executors/executor.ts";
import type { ExecutionRow } from "../store/tables.ts";
import type { JobWork } from "./job-definition.ts";
import type { RuntimeSession, RuntimeSessions } from "./runtime-sessions.ts";

/** Opens the session of an execution. @returns undefined where there is no script: a request has none */
export async function openSession(
  { runtime }: { readonly runtime?: RuntimeSessions | undefined },
  execution: ExecutionRow,
  work: JobWork,
): Promise<RuntimeSession | undefined> {
  return work.facts.eventType === "HTTP_REQUEST" ? undefined : runtime?.open({ execution, work });
}

/** What an executor is asked, with what its script needs for the session. */
export function withSession(request: AnyExecutionRequest, session: RuntimeSession | undefined): AnyExecutionRequest {
  if (session === undefined) return request;
  const environment = { ...request.environment, CRONIUM_EXECUTION_TOKEN: session.token };
  return { ...request, environment, runtime: session.door };
}
