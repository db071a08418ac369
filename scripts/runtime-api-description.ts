import { createServer } from "node:http";
import { systemClock } from "../electron/base/clock.ts";
import { silentLogger } from "../electron/base/logger.ts";
import { buildApp, type AppParts } from "../electron/runtime-api/build-app.ts";

export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
}

export interface ApiOperation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: ApiSchema }>> };
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: ApiSchema;
}

export interface ApiResponse {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema: ApiSchema }>>;
}

export interface ApiSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly ApiSchema[];
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
}

/** What the runtime API says of itself. */
export async function describeRuntimeApi(): Promise<ApiDescription> {
  const parts: Partial<AppParts> = { server: createServer(), clock: systemClock, logger: silentLogger };
  // It is asked for its addresses alone: nothing that stands behind them is reached.
  const app = await buildApp({ bodyLimitBytes: 1, requestLog: "debug", ...parts } as AppParts);
  try {
    return app.describe() as ApiDescription;
  } finally {
    await app.close();
  }
}
