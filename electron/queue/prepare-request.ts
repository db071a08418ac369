import { CroniumError } from "../../shared/errors.ts";
import type { HttpRequest } from "../../shared/http-request.ts";
import type { Failure } from "../../shared/failure.ts";
import type { HttpExecutionRequest } from "../executors/executor.ts";
import { namedVariables } from "../executors/http/named-variables.ts";
import type { ExecutionRow } from "../store/tables.ts";
import { TemplateProblem } from "../templates/template-problem.ts";
import { secretTexts } from "../variables/secret-texts.ts";
import type { VariableBook, VariableValue } from "../variables/variable-book.ts";
import type { JobWork } from "./job-definition.ts";

type PreparedRequest =
  | { readonly ok: true; readonly request: HttpExecutionRequest; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly secrets: readonly [] };

/** The variables of the program, as requests read them; absent: there are none. */
export type RequestVariables = Pick<VariableBook, "get" | "noteUse">;

/** Puts together what an HTTP_REQUEST event asks, with the variables it speaks of as they are now. */
export async function prepareRequest(
  row: ExecutionRow,
  definition: JobWork,
  environment: { readonly values: Readonly<Record<string, string>>; readonly secrets: readonly string[] },
  book: RequestVariables | undefined,
): Promise<PreparedRequest> {
  const { request, facts, input } = definition;
  if (request === null) return refused("it does not say what is to be requested");
  const keys = variablesOf(request);
  if (keys instanceof TemplateProblem) return refused(keys.message);
  const variables: Record<string, unknown> = {};
  const secrets = [...environment.secrets];
  for (const key of keys) {
    const found = await read(book, key);
    if (found === undefined) continue;
    if ("reason" in found) return { ok: false, failure: found, secrets: [] };
    variables[key] = found.value;
    if (found.isSecret) secrets.push(...secretTexts(found.text));
    book?.noteUse(key, facts.eventId, "read", row.job_id);
  }
  return {
    ok: true,
    secrets,
    request: {
      executionId: row.id,
      jobId: row.job_id,
      http: request,
      environment: environment.values,
      input: input === null ? undefined : (JSON.parse(input) as unknown),
      variables,
      event: { id: facts.eventId, name: facts.eventName },
    },
  };
}

/** A secret whose value is gone is a reason to fail: nobody has to look into the program for it. */
async function read(book: RequestVariables | undefined, key: string): Promise<VariableValue | Failure | undefined> {
  try {
    return await book?.get(key);
  } catch (error) {
    if (!(error instanceof CroniumError) || error.code !== "unavailable") throw error;
    return { reason: "secret_missing", message: error.message };
  }
}

function refused(complaint: string): PreparedRequest {
  const failure = { reason: "invalid_event", message: `The event's request is not valid: ${complaint}` } as const;
  return { ok: false, failure, secrets: [] };
}

function variablesOf(request: HttpRequest): readonly string[] | TemplateProblem {
  try {
    return namedVariables(request);
  } catch (error) {
    if (error instanceof TemplateProblem) return error;
    throw error;
  }
}
