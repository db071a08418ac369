import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect } from "vitest";
import { httpRequest, type HttpRequestInput } from "../../../shared/http-request.ts";
import { systemClock } from "../../base/clock.ts";
import type { ExecutionOutcome, HttpExecutionRequest } from "../executor.ts";
import { createRecordingContext, type RecordingContext } from "../recording-context.ts";
import { createHttpExecutor } from "./http-executor.ts";
import type { HttpExecutorChoices } from "./perform-request.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();
/** Ends what was served, after each test of the file that calls it. */
export function endServersAfterEach(): void {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });
}

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server on this computer, and what it is asked. */
export async function serve(
  answer: (response: ServerResponse, seen: Seen) => void,
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(response, one);
    });
  };
  const server = createServer(listener);
  server.on("connection", (socket) => sockets.add(socket));
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, seen };
}

export function requestOf(http: HttpRequestInput, more: Partial<HttpExecutionRequest> = {}): HttpExecutionRequest {
  return {
    executionId: "exec_1",
    jobId: "job_1",
    http: httpRequest.parse(http),
    environment: {},
    input: undefined,
    variables: {},
    event: { id: 7, name: "ask" },
    ...more,
  };
}

interface Made {
  readonly outcome: ExecutionOutcome;
  readonly context: RecordingContext;
  readonly outputs: readonly unknown[];
  readonly kept: ReadonlyMap<string, Buffer>;
}

/** Makes a request from its beginning to its end. */
export async function make(
  http: HttpRequestInput,
  more: Partial<HttpExecutionRequest> = {},
  choices: Partial<HttpExecutorChoices> = {},
): Promise<Made> {
  const outputs: unknown[] = [];
  const kept = new Map<string, Buffer>();
  const context: RecordingContext = {
    ...createRecordingContext(),
    reportOutput: (output) => Promise.resolve(void outputs.push(output)),
    async keepArtifact(path, content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      kept.set(path, Buffer.concat(pieces));
    },
  };
  const executor = createHttpExecutor({ clock: systemClock, environment: {}, ...choices });
  const outcome = await executor.run(requestOf(http, more), context);
  return { outcome, context, outputs, kept };
}

export const done = { kind: "exited", exitCode: 0 };
export const failure = (reason: string, message: RegExp | string) => ({
  kind: "failed",
  failure: { reason, message: typeof message === "string" ? message : (expect.stringMatching(message) as string) },
});
