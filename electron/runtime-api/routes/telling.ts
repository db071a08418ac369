import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { findCondition, saveReport, type Report } from "../../store/reports.ts";
import { toJsonText } from "../bodies.ts";
import { done, doneAnswer, success } from "../envelope.ts";
import { once } from "../keyed-calls.ts";
import type { Session } from "../session.ts";
import { answers, anyValue, described, inSession, keyed, ofExecution, type RouteParts } from "./route-parts.ts";
import type { FastifyRequest } from "fastify";

function numberUpTo(most: number) {
  const words = `is a number from 0 to ${String(most)}`;
  return z.number(words).min(0, words).max(most, words);
}

const share = z.object({ fraction: numberUpTo(1), message: z.string().max(1_000).optional() });
const percentage = z.object({ percent: numberUpTo(100), message: z.string().max(1_000).optional() });

/** What a script tells of its run while it runs. */
export function addTellingRoutes(app: FastifyInstance, { store, clock, changes }: RouteParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function report(session: Session, request: FastifyRequest, told: Report) {
    const { id } = session.execution;
    const data = await once({ store, clock }, request, async (keep) => {
      await store.write.transaction().execute(async (transaction) => {
        await saveReport(transaction, id, told, clock.now());
        await keep?.(transaction, doneAnswer);
      });
      return doneAnswer;
    });
    changes.announce({ noun: "execution", id });
    return { success: true as const, data };
  }

  routes.post(
    "/executions/:id/condition",
    {
      schema: {
        ...described("telling", "Sets the condition of the execution", "Conditional actions may depend on it."),
        ...keyed,
        params: ofExecution,
        body: z.object({ condition: z.boolean() }),
        response: answers(done, { 400: "invalid_json", 409: "idempotency_mismatch", 422: "invalid_condition" }),
      },
    },
    (request) => inSession(request, (session) => report(session, request, { condition: request.body.condition })),
  );

  routes.get(
    "/executions/:id/condition",
    {
      schema: {
        ...described("telling", "The condition of the execution"),
        params: ofExecution,
        response: answers(
          success(
            z.object({ condition: z.boolean().nullable().meta({ description: "Null while it has not been set" }) }),
          ),
          {},
        ),
      },
    },
    (request) =>
      inSession(request, async (session) => ({
        success: true as const,
        data: { condition: await findCondition(store.read, session.execution.id) },
      })),
  );

  routes.post(
    "/executions/:id/progress",
    {
      schema: {
        ...described("telling", "Says how far the execution has come"),
        ...keyed,
        params: ofExecution,
        body: z.union([share, percentage], "has fraction, a number from 0 to 1, or percent, a number from 0 to 100"),
        response: answers(done, {
          400: "invalid_json",
          409: "idempotency_mismatch",
          422: "invalid_body, invalid_fraction, invalid_percent",
        }),
      },
    },
    (request) =>
      inSession(request, (session) => {
        const { body } = request;
        const fraction = "fraction" in body ? body.fraction : body.percent / 100;
        // Read by people, as the log is.
        const message = body.message === undefined ? null : session.mask(body.message);
        return report(session, request, { progress: { fraction, message } });
      }),
  );

  routes.post(
    "/executions/:id/log",
    {
      schema: {
        ...described("telling", "Writes a line into the log of the execution", "On the stream `system`."),
        ...keyed,
        params: ofExecution,
        body: z.object({
          level: z.enum(["debug", "info", "warning", "error"]),
          message: z.string().max(65_536),
          fields: z.record(z.string(), anyValue).optional(),
        }),
        response: answers(done, {
          400: "invalid_json",
          409: "idempotency_mismatch",
          422: "invalid_level, invalid_message, invalid_fields",
        }),
      },
    },
    (request) =>
      inSession(request, async (session) => {
        const { level, message, fields } = request.body;
        const told = fields === undefined ? "" : ` ${toJsonText(fields, "fields")}`;
        const line = `[${level}] ${message.replaceAll(/\r?\n/g, "\n  ")}${told}\n`;
        const data = await once({ store, clock }, request, async (keep) => {
          // First, so that a line is rather lost in a crash than written twice.
          if (keep !== undefined)
            await store.write.transaction().execute((transaction) => keep(transaction, doneAnswer));
          await session.log(line);
          return doneAnswer;
        });
        return { success: true as const, data };
      }),
  );
}
