import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { JobCounts } from "../../../shared/job.ts";
import { eventTypes } from "../../../shared/words.ts";
import { countJobs } from "../../store/job-counts.ts";
import { findExecution } from "../../store/executions.ts";
import { findServer } from "../../store/servers.ts";
import { success } from "../envelope.ts";
import { answers, described, inSession, ofExecution, type RouteParts } from "./route-parts.ts";

const server = z.object({ name: z.string(), address: z.string() });
const count = z.int().min(0);
const context = z.object({
  executionId: z.string(),
  jobId: z.string(),
  attempt: z.int().min(1),
  eventId: z.int(),
  eventName: z.string(),
  eventType: z.enum(eventTypes),
  userId: z.literal("local"),
  source: z.string(),
  dueAt: z.iso.datetime().nullable().meta({ description: "When a schedule had it due; null if none did" }),
  startTime: z.iso.datetime(),
  metadata: z.record(z.string(), z.unknown()),
  event: z.object({
    id: z.int(),
    name: z.string(),
    type: z.enum(eventTypes),
    runLocation: z.enum(["LOCAL", "REMOTE"]),
    successCount: count.meta({ description: "Jobs that completed" }),
    failureCount: count.meta({ description: "Jobs that failed, timed out or succeeded only in part" }),
    server: server.nullable(),
  }),
});

/** Who the script is, and how it came to run. */
export function addContextRoutes(app: FastifyInstance, { store }: RouteParts): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/executions/:id/context",
    {
      schema: {
        ...described("data", "What the execution is, and of which event"),
        params: ofExecution,
        response: answers(success(context), {}),
      },
    },
    (request) =>
      inSession(request, async ({ execution, work }) => {
        const { facts } = work;
        const [row, counts, reached] = await Promise.all([
          findExecution(store.read, execution.id),
          countJobs(store.read, { eventId: facts.eventId }),
          execution.server_id === null ? undefined : findServer(store.read, execution.server_id),
        ]);
        return {
          success: true as const,
          data: {
            executionId: execution.id,
            jobId: execution.job_id,
            attempt: execution.attempt,
            eventId: facts.eventId,
            eventName: facts.eventName,
            eventType: facts.eventType,
            userId: "local" as const,
            source: facts.source,
            dueAt: facts.dueAt === null ? null : isoTime(facts.dueAt),
            startTime: isoTime(row?.started_at ?? execution.created_at),
            metadata: {},
            event: {
              id: facts.eventId,
              name: facts.eventName,
              type: facts.eventType,
              runLocation: execution.place === "servers" ? ("REMOTE" as const) : ("LOCAL" as const),
              successCount: counts.completed,
              failureCount: failures(counts),
              server: reached === undefined ? null : { name: reached.name, address: reached.address },
            },
          },
        };
      }),
  );
}

function failures({ failed, timeout, partial }: JobCounts): number {
  return failed + timeout + partial;
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
