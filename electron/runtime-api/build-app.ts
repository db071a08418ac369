import type { IncomingMessage, Server, ServerResponse } from "node:http";
import swagger from "@fastify/swagger";
import { fastify, type FastifyRequest } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { Admission } from "./admission.ts";
import { answerError } from "./answer-error.ts";
import { takeJson } from "./bodies.ts";
import { createLargeBodies } from "./large-bodies.ts";
import type { Metrics } from "./metrics.ts";
import { Refusal } from "./refusal.ts";
import { addContextRoutes } from "./routes/context.ts";
import { addDataRoutes } from "./routes/data.ts";
import { addHealthRoutes } from "./routes/health.ts";
import type { RouteParts } from "./routes/route-parts.ts";
import { addTellingRoutes } from "./routes/telling.ts";
import { addToolRoutes } from "./routes/tool-actions.ts";
import { addVariableRoutes } from "./routes/variables.ts";

export interface AppParts extends RouteParts {
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly check: () => Promise<unknown>;
  readonly server: Server;
  readonly bodyLimitBytes: number;
  /** The level at which each request is logged. */
  readonly requestLog: "debug" | "info";
}

/** Of the addresses and what they take: scripts of every version of the program speak it. */
const apiVersion = "1.0";

/** Longer than any id or key, so that their own rules speak. */
const longestParameter = 1_000;

/** A request that is put to the API within the program, and what came of it. */
export interface DirectRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
}
export interface DirectAnswer {
  readonly status: number;
  readonly text: string;
}

export interface App {
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a request that came by no connection. */
  ask(request: DirectRequest): Promise<DirectAnswer>;
  /** The description of all addresses, as OpenAPI. */
  describe(): unknown;
  close(): Promise<void>;
}

/** All of the API, for a server that somebody else listens with. Resolves when it can serve. */
export async function buildApp(parts: AppParts): Promise<App> {
  const { admission, metrics, clock, logger } = parts;
  const app = fastify({
    logger: false,
    serverFactory: () => parts.server,
    // Whoever listens answers what is no request.
    clientErrorHandler: () => undefined,
    bodyLimit: parts.bodyLimitBytes,
    routerOptions: { maxParamLength: longestParameter },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      request.facts = { arrivedAt: clock.elapsed() };
      answerError(logger, error, request, reply);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  takeJson(app);
  app.setErrorHandler((error, request, reply) => {
    answerError(logger, error, request, reply);
  });
  app.setNotFoundHandler(() => {
    throw new Refusal(404, "not_found", "There is nothing at this address.");
  });
  app.decorateRequest("facts", null as unknown as FastifyRequest["facts"]);

  app.addHook("onRequest", async (request, reply) => {
    request.facts = { arrivedAt: clock.elapsed() };
    void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    admission.greet(request, reply);
  });
  app.addHook("onResponse", (request, reply, hookDone) => {
    const { arrivedAt, code, session } = request.facts;
    const route = request.routeOptions.url ?? "unknown";
    const { statusCode: status } = reply;
    const milliseconds = clock.elapsed() - arrivedAt;
    metrics.served({ method: request.method, route, status, seconds: milliseconds / 1000, code });
    // By route: an address holds keys of variables.
    const line = { method: request.method, route, status, code, milliseconds, execution: session?.execution.id };
    logger[parts.requestLog](line, "a call of a script was answered");
    hookDone();
  });

  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Cronium runtime API",
        description: "What scripts ask of the program, and tell it, while they run.",
        version: apiVersion,
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register((open, _options, ready) => {
    addHealthRoutes(open, parts);
    ready();
  });
  await app.register((guarded, _options, ready) => {
    const waitForTurn = createLargeBodies();
    guarded.addHook("onRequest", async (request, reply) => {
      request.facts = { ...request.facts, session: await admission.identify(request) };
      await waitForTurn(request, reply);
    });
    addDataRoutes(guarded, parts);
    addVariableRoutes(guarded, parts);
    addTellingRoutes(guarded, parts);
    addContextRoutes(guarded, parts);
    addToolRoutes(guarded, parts);
    ready();
  });
  app.options("/*", { schema: { hide: true } }, (_request, reply) => {
    // What the admission let in: a page that asks what it may do.
    void reply
      .code(204)
      .headers({
        "access-control-allow-methods": "GET, POST, PUT, DELETE",
        "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key",
        "access-control-max-age": "600",
      })
      .send();
  });
  await app.ready();
  return {
    serve: (request, response) => {
      app.routing(request, response);
    },
    async ask({ payload, headers, ...request }) {
      const { statusCode, body } = await app.inject({
        ...request,
        headers: { ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: statusCode, text: body };
    },
    describe: () => app.swagger(),
    close: () => app.close(),
  };
}
