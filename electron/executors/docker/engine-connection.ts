import type Docker from "dockerode";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { EngineUnreachable, toEngineError, type EngineRefusal } from "./engine-error.ts";
import { connectEngine, describeEndpoint, endpointOf, type EngineMeant } from "./endpoint/connect-engine.ts";
import { EndpointError, type EngineEndpoint } from "./endpoint/endpoint.ts";

/** The way to one engine, found when it is first needed and again when it leads nowhere. */
export interface EngineConnection {
  /** @throws EndpointError when what names the engine cannot be used */
  client(): Promise<Docker>;
  /**
   * Does one thing with the engine, within its time.
   * @throws EngineRefusal (it said no) or EngineUnreachable (it said nothing)
   */
  ask<T>(limitMs: number, what: string, work: (docker: Docker, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What a call threw, sorted. An engine that cannot be reached is looked for anew the next time. */
  failed(error: unknown): EngineRefusal | EngineUnreachable;
  /** Where the engine is and how it was found. */
  readonly words: string;
}

export function engineConnection(clock: Clock, meant: EngineMeant): EngineConnection {
  let endpoint: EngineEndpoint | undefined;
  let client: Promise<Docker> | undefined;
  const connection: EngineConnection = {
    client() {
      endpoint ??= endpointOf(meant);
      client ??= connectEngine(endpoint);
      return client;
    },
    async ask(limitMs, what, work) {
      try {
        const docker = await connection.client();
        return await withDeadline(clock, limitMs, what, (signal) => work(docker, signal));
      } catch (error) {
        throw connection.failed(error);
      }
    },
    failed(error) {
      if (error instanceof EndpointError) return new EngineUnreachable(error.message, error);
      const sorted = toEngineError(error, endpoint === undefined ? "its address" : describeEndpoint(endpoint));
      if (sorted instanceof EngineUnreachable) {
        endpoint = undefined;
        client = undefined;
      }
      return sorted;
    },
    get words() {
      try {
        return describeEndpoint(endpoint ?? endpointOf(meant));
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
  return connection;
}
