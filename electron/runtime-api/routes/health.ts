import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { failure } from "../envelope.ts";
import type { Metrics } from "../metrics.ts";
import { notNow } from "../refusal.ts";

export interface HealthParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Whether calls can be answered: throws while the database cannot be read. */
  readonly check: () => Promise<unknown>;
}

/** What anybody may ask who reaches the API: nothing of it tells of an execution. */
export function addHealthRoutes(app: FastifyInstance, { clock, metrics, check }: HealthParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const time = z.iso.datetime();

  routes.get(
    "/health",
    {
      schema: {
        tags: ["health"],
        summary: "Whether the API answers",
        response: { 200: z.object({ status: z.literal("healthy"), time }) },
      },
    },
    () => ({ status: "healthy" as const, time: new Date(clock.now()).toISOString() }),
  );

  routes.get(
    "/ready",
    {
      schema: {
        tags: ["health"],
        summary: "Whether calls of executions can be answered",
        response: {
          200: z.object({ status: z.literal("ready"), time }),
          503: failure.meta({ description: "not_ready, shutting_down" }),
        },
      },
    },
    async () => {
      try {
        await check();
      } catch {
        throw notNow("not_ready", "The database cannot be read at present.");
      }
      return { status: "ready" as const, time: new Date(clock.now()).toISOString() };
    },
  );

  app.get(
    "/metrics",
    { schema: { tags: ["health"], summary: "Figures in the text format of Prometheus" } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );

  app.get(
    "/openapi.json",
    { schema: { tags: ["health"], summary: "This description of the API, as OpenAPI 3.1" } },
    (_request, reply) => reply.type("application/json; charset=utf-8").send(JSON.stringify(app.swagger())),
  );
}
