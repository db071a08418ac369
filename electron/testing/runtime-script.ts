import { request as ask, type Agent } from "node:http";
import type { EventInput } from "../../shared/event.ts";
import { sampleEvent, type TestHost } from "./open-test-host.ts";
import type { ScriptedRun } from "./scripted-executor.ts";

export interface RuntimeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The envelope; undefined of an answer that is no JSON. */
  readonly body: RuntimeEnvelope | undefined;
}

export interface RuntimeEnvelope {
  readonly success?: boolean;
  readonly data?: unknown;
  readonly code?: string;
  readonly error?: string;
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Data of an answer; of an input it may be anything. */
export type RuntimeData = Readonly<Record<string, unknown>>;

export interface RuntimeQuestion {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly agent?: Agent;
}

/** A run of an event whose script is the test itself. */
export interface RuntimeScript {
  readonly run: ScriptedRun;
  readonly executionId: string;
  readonly jobId: string;
  readonly eventId: number;
  readonly token: string;
  /**
   * Asks the runtime API as a helper does.
   * @param path `{id}` stands for the execution's id
   * @param question `body`: a text or bytes as they are, anything else as JSON; a header that is undefined is left out
   */
  ask(path: string, question?: RuntimeQuestion): Promise<RuntimeAnswer>;
  /** The data of an answer that must be a success. */
  data(path: string, question?: RuntimeQuestion): Promise<RuntimeData>;
}

type RunInput = Parameters<TestHost["api"]["events"]["run"]>[0]["input"];

let numbered = 0;

/** Starts an event on the host and waits until its script runs. */
export async function startScript(
  host: TestHost,
  { input, ...changes }: Partial<EventInput> & { readonly input?: RunInput } = {},
): Promise<RuntimeScript> {
  numbered += 1;
  const { id } = await host.api.events.create(sampleEvent({ name: `script ${String(numbered)}`, ...changes }));
  const index = host.executor.runs.length;
  await host.api.events.run({ id, ...(input === undefined ? {} : { input }) });
  return runtimeScript(host, await host.executor.nth(index), id);
}

/** A script that runs already. */
export function runtimeScript(host: TestHost, run: ScriptedRun, eventId: number): RuntimeScript {
  const { executionId, jobId, environment } = run.request;
  const token = environment["CRONIUM_EXECUTION_TOKEN"] ?? "";
  const script: RuntimeScript = {
    run,
    executionId,
    jobId,
    eventId,
    token,
    ask(path, { headers, ...question } = {}) {
      const all = { authorization: `Bearer ${token}`, ...headers };
      return askRuntimeApi(host.host.runtimeApi ?? "", path.replace("{id}", executionId), {
        ...question,
        headers: all,
      });
    },
    async data(path, question) {
      const answer = await script.ask(path, question);
      if (answer.status !== 200) throw new Error(`${path}: ${String(answer.status)} ${answer.text}`);
      return answer.body?.data as RuntimeData;
    },
  };
  return script;
}

/** One request on its own, with exactly the headers that are given. */
export function askRuntimeApi(base: string, path: string, question: RuntimeQuestion = {}): Promise<RuntimeAnswer> {
  const { body, agent } = question;
  const bytes = body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const method = question.method ?? (body === undefined ? "GET" : "POST");
  const given = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...question.headers };
  const headers = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return new Promise((resolve, reject) => {
    const sent = ask(`${base}${path}`, { method, headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
        const envelope = isJson ? (JSON.parse(text) as RuntimeEnvelope) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: envelope });
      });
    });
    sent.on("error", reject);
    sent.end(bytes);
  });
}
