import { CroniumError } from "../../../shared/errors.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { PackedRuntime, RuntimeBundle } from "../../executors/executor.ts";
import { longestInputBytes } from "../../queue/environment.ts";
import { keepCall } from "../../store/runtime-calls.ts";
import type { Store } from "../../store/store.ts";
import type { VariableBook } from "../../variables/variable-book.ts";
import type { DirectAnswer, DirectRequest } from "../build-app.ts";
import type { Session } from "../session.ts";
import { readNotedCall, wordsOf, type NotedCall } from "./noted-call.ts";
import { packVariables } from "./pack-variables.ts";

export interface BundleParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly variables: VariableBook;
  readonly session: Session;
  readonly token: string;
  readonly url: () => string;
  /** Puts a request to the API, so that noted calls are judged and carried out as all others are. */
  readonly ask: (request: DirectRequest) => Promise<DirectAnswer>;
}

/** The way by files of one session. What is noted goes through the API itself, under the id of its line as its key. */
export function createBundle(parts: BundleParts): RuntimeBundle {
  const { store, clock, session } = parts;
  const address = (path: string): string => path.replace("{id}", encodeURIComponent(session.execution.id));

  function ask(method: DirectRequest["method"], path: string, more: Partial<DirectRequest> = {}) {
    session.isBundled = true;
    const headers = { host: new URL(parts.url()).host, authorization: `Bearer ${parts.token}`, ...more.headers };
    return parts.ask({ method, url: address(path), ...more, headers });
  }

  async function carryOut(call: NotedCall, readBody: Parameters<RuntimeBundle["take"]>[1]): Promise<void> {
    const payload = await bodyOf(call, readBody);
    if (payload === "missing") {
      await tellOnce(call.id, `${wordsOf(call)}: its file is gone`);
      return;
    }
    const headers = {
      "idempotency-key": call.id,
      ...(payload === undefined ? {} : { "content-type": call.type ?? "application/json" }),
    };
    const { status, text } = await ask(call.method, call.path, {
      headers: call.method === "GET" ? {} : headers,
      ...(payload === undefined ? {} : { payload }),
    });
    // Asked for so that it comes along the next time: that it is noted is all.
    if (status < 300 || call.method === "GET") return;
    const { message, code } = JSON.parse(text) as { readonly message: string; readonly code: string };
    if (status >= 500) throw new CroniumError("unavailable", `A call of the script cannot be carried out: ${message}`);
    if (status === 401) throw new CroniumError("conflict", message);
    await tellOnce(call.id, `${wordsOf(call)}: ${message} [${code}]`);
  }

  /** Into the job's log, once even where the line is given again. */
  async function tellOnce(id: string, words: string): Promise<void> {
    const kept = { requestHash: "", answer: "{}" };
    if (!(await keepCall(store.write, session.execution.id, `refused-${id}`, kept, clock.now()))) return;
    await session.log(`[warning] What the script asked for could not be done afterwards: ${words}\n`);
  }

  return {
    async pack(): Promise<PackedRuntime> {
      const { input } = session.work;
      const { status, text } = await ask("GET", "/executions/{id}/context");
      if (status !== 200) throw new CroniumError("unavailable", `The files for a script cannot be made: ${text}`);
      const context = JSON.stringify((JSON.parse(text) as { readonly data: unknown }).data);
      const { file, secrets } = await packVariables(parts);
      const isLong = input !== null && Buffer.byteLength(input) > longestInputBytes;
      return {
        files: [
          { path: "in/context.json", bytes: Buffer.from(context) },
          { path: "in/variables.json", bytes: Buffer.from(file) },
          // A shorter one is in the environment, and on no disk.
          ...(isLong ? [{ path: "in/input.json", bytes: Buffer.from(input) }] : []),
          { path: "out/calls.jsonl", bytes: Buffer.alloc(0) },
          // For the folder's sake.
          { path: "out/bodies/none", bytes: Buffer.alloc(0) },
        ],
        environment: secrets === "{}" ? {} : { CRONIUM_BUNDLED_SECRETS: secrets },
      };
    },
    async take(line, readBody) {
      if (line === "") return;
      const call = readNotedCall(line);
      if (call !== undefined) await carryOut(call, readBody);
      else parts.logger.warn({ execution: session.execution.id }, "a line of what a script noted cannot be read");
    },
  };
}

async function bodyOf(
  { body, bodyFile }: NotedCall,
  readBody: (name: string) => Promise<Uint8Array | undefined>,
): Promise<string | Buffer | undefined> {
  if (bodyFile === undefined) return body === undefined ? undefined : JSON.stringify(body);
  const bytes = await readBody(bodyFile);
  return bytes === undefined ? "missing" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
