import type Docker from "dockerode";
import { EngineUnreachable, toEngineError, type EngineRefusal } from "./engine-error.ts";
import { connectEngine, describeEndpoint, endpointOf, type EngineMeant } from "./endpoint/connect-engine.ts";
import { EndpointError, type EngineEndpoint } from "./endpoint/endpoint.ts";

/** The way to one engine, found when it is first needed and again when it leads nowhere. */
export interface EngineConnection {
  /** @throws EndpointError when what names the engine cannot be used */
  client(): Promise<Docker>;
  /** What a call threw, sorted. An engine that cannot be reached is looked for anew the next time. */
  failed(error: unknown): EngineRefusal | EngineUnreachable;
  /** Where the engine is and how it was found. */
  readonly words: string;
}

export function engineConnection(meant: EngineMeant): EngineConnection {
  let endpoint: EngineEndpoint | undefined;
  let client: Promise<Docker> | undefined;
  return {
    client() {
      endpoint ??= endpointOf(meant);
      client ??= connectEngine(endpoint);
      return client;
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
}
