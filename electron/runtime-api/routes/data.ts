import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { saveReport } from "../../store/reports.ts";
import { takeText, toJsonText } from "../bodies.ts";
import { done, doneAnswer, sendText, success } from "../envelope.ts";
import { once } from "../keyed-calls.ts";
import { anyValue, answers, described, inSession, keyed, ofExecution, type RouteParts } from "./route-parts.ts";

/** What a script is given, and what it gives. */
export function addDataRoutes(app: FastifyInstance, { store, clock, changes }: RouteParts): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/executions/:id/input",
    {
      schema: {
        ...described("data", "The input of the execution", "With `raw=1` the bytes alone; 204 when there is none."),
        params: ofExecution,
        querystring: z.object({ raw: z.enum(["0", "1"]).optional() }),
        response: answers(success(z.unknown().meta({ description: "The input; null when there is none" })), {
          422: "invalid_raw",
        }),
      },
    },
    async (request, reply) => {
      const input = await inSession(request, (session) => Promise.resolve(session.work.input));
      sendInput(reply, input, request.query.raw === "1");
      return reply;
    },
  );

  app.register((scope, _options, ready) => {
    takeText(scope);
    scope.withTypeProvider<ZodTypeProvider>().post(
      "/executions/:id/output",
      {
        schema: {
          ...described(
            "data",
            "Gives the output of the execution",
            "The last call counts. A body of `text/plain` is the output itself, as a text.",
          ),
          consumes: ["application/json", "text/plain"],
          ...keyed,
          params: ofExecution,
          body: z.union([z.object({ data: anyValue }), z.string()], "has data, which is the output"),
          response: answers(done, { 400: "invalid_json", 413: "body_too_large", 422: "invalid_data" }),
        },
      },
      (request) =>
        inSession(request, async (session) => {
          const { id } = session.execution;
          const { body } = request;
          const output = toJsonText(typeof body === "string" ? body : body.data, "data");
          const data = await once({ store, clock }, request, async (keep) => {
            await store.write.transaction().execute(async (transaction) => {
              await saveReport(transaction, id, { output }, clock.now());
              await keep?.(transaction, doneAnswer);
            });
            return doneAnswer;
          });
          changes.announce({ noun: "execution", id });
          return { success: true as const, data };
        }),
    );
    ready();
  });
}

/** @param input JSON text; null: there is none */
function sendInput(reply: FastifyReply, input: string | null, isRaw: boolean): void {
  if (!isRaw) sendText(reply, input ?? "null");
  else if (input === null) void reply.code(204).send();
  else if (!input.startsWith('"')) void reply.type("application/json; charset=utf-8").send(input);
  else void reply.type("text/plain; charset=utf-8").send(JSON.parse(input));
}
