import { secretsOfRequest, type HttpBody, type HttpMethod } from "../../../shared/http-request.ts";
import {
  compileJsonTemplate,
  compileTemplate,
  type Template,
  type TemplatePart,
} from "../../templates/compile-template.ts";
import { joinAddress, joinJson, joinLine, joinText } from "../../templates/join-parts.ts";
import { TemplateProblem } from "../../templates/template-problem.ts";
import type { HttpExecutionRequest } from "../executor.ts";
import { HttpFailure } from "./http-failure.ts";

/** A request as it is sent. */
export interface FilledRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  /** Whether the event's own text says which computer it goes to. */
  readonly isNamed: boolean;
  /** Names as they are written, each once in small letters. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | undefined;
  /** What is in it and must not be seen beside the event's secrets. */
  readonly secrets: readonly string[];
}

/**
 * Fills in the templates of a request and puts its authentication to it.
 * @throws HttpFailure `invalid_event` for a template that cannot be filled in, `secret_missing`
 */
export function fillRequest(execution: HttpExecutionRequest): FilledRequest {
  const { http, environment } = execution;
  const filled = filler(execution);
  for (const { key } of secretsOfRequest(http)) {
    if (environment[key] !== undefined) continue;
    throw new HttpFailure("secret_missing", `The event's environment has no variable ${key} any more`);
  }
  const { url, isNamed } = filled("the address", http.url, joinAddress);
  for (const { name, value } of http.query) {
    url.searchParams.append(filled("the query", name, joinText), filled(`the query's ${name}`, value, joinText));
  }
  const body = fillBody(http.body, filled);
  const headers = new Map<string, readonly [string, string]>();
  const put = (name: string, value: string): void => {
    headers.set(name.toLowerCase(), [name, value]);
  };
  put("User-Agent", "Cronium");
  put("Accept", "*/*");
  put("Accept-Encoding", http.compression ? "gzip, deflate, br" : "identity");
  if (body !== undefined) put("Content-Type", body.type);
  if (http.idempotencyKey) put("Idempotency-Key", execution.jobId);
  for (const { name, value } of http.headers) put(name, filled(`the header ${name}`, value, joinLine));
  const [name, value] = authenticate(execution, filled) ?? [];
  if (name !== undefined && value !== undefined) put(name, value);
  return {
    method: http.method,
    url,
    isNamed,
    headers: [...headers.values()],
    body: body?.bytes,
    secrets: value === undefined ? [] : [value],
  };
}

type Fill = <T>(place: string, template: string, join: (parts: readonly TemplatePart[]) => T, isJson?: boolean) => T;

function filler({ input, variables, event, environment }: HttpExecutionRequest): Fill {
  const env = Object.fromEntries(Object.entries(environment).filter(([key]) => !key.startsWith("CRONIUM_")));
  const values = { input: input === undefined ? {} : input, getVariables: variables, event, env };
  return (place, template, join, isJson = false) => {
    try {
      return join(compile(template, isJson).fill(values));
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      throw new HttpFailure("invalid_event", `In ${place} of the request, ${error.message}`, { cause: error });
    }
  };
}

function compile(template: string, isJson: boolean): Template {
  return isJson ? compileJsonTemplate(template) : compileTemplate(template);
}

function fillBody(body: HttpBody, filled: Fill): { readonly type: string; readonly bytes: Buffer } | undefined {
  switch (body.kind) {
    case "none":
      return undefined;
    case "text":
      return { type: body.contentType, bytes: Buffer.from(filled("the body", body.text, joinText)) };
    case "json":
      return { type: "application/json", bytes: Buffer.from(filled("the body", body.text, joinJson, true)) };
    case "form": {
      const form = new URLSearchParams();
      for (const { name, value } of body.fields) {
        form.append(filled("the form", name, joinText), filled(`the form's ${name}`, value, joinText));
      }
      return { type: "application/x-www-form-urlencoded", bytes: Buffer.from(form.toString()) };
    }
  }
}

function authenticate(
  { http: { authentication }, environment }: HttpExecutionRequest,
  filled: Fill,
): readonly [string, string] | undefined {
  if (authentication.kind === "none") return undefined;
  const secret = environment[authentication.secret] ?? "";
  if (/[\0\r\n]/.test(secret)) {
    throw new HttpFailure(
      "invalid_event",
      `The value of ${authentication.secret} has a line break: no header holds it`,
    );
  }
  switch (authentication.kind) {
    case "basic": {
      const user = filled("the user's name", authentication.username, joinLine);
      if (user.includes(":"))
        throw new HttpFailure("invalid_event", "The user's name has a colon, which Basic does not allow");
      return ["Authorization", `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`];
    }
    case "bearer":
      return ["Authorization", `Bearer ${secret}`];
    case "header":
      return [authentication.name, secret];
  }
}
