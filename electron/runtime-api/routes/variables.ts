import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { secretTexts } from "../../variables/secret-texts.ts";
import { NotANumber, VariablesFull, VersionConflict } from "../../variables/variable-errors.ts";
import { sendText, success } from "../envelope.ts";
import { once } from "../keyed-calls.ts";
import { Refusal } from "../refusal.ts";
import type { Session } from "../session.ts";
import { anyValue, answers, described, inSession, keyed, ofExecution, type RouteParts } from "./route-parts.ts";

const key = z
  .string()
  .regex(/^[A-Za-z_][\w.:-]{0,254}$/, "has to be 1 to 255 letters, digits and _ . : -, beginning with a letter or _");
const ofVariable = ofExecution.extend({ key });
const version = z.int().min(1);
const ifVersionWords = { description: "The version it must have now; 0: it must not exist" };
const ifVersion = z.int().min(0).optional().meta(ifVersionWords);
/** In an address all is text; what is empty is no number. */
const ifVersionText = z
  .string()
  .regex(/^\d{1,15}$/, "has to be a whole number")
  .transform(Number)
  .optional()
  .meta(ifVersionWords);

const conflict = "version_conflict with the present version in `details.version`; idempotency_mismatch";

/** Values that all scripts share. */
export function addVariableRoutes(app: FastifyInstance, { store, clock, variables }: RouteParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const address = "/executions/:id/variables/:key";

  function noteUse({ work, execution }: Session, name: string, kind: "read" | "write"): void {
    variables.noteUse(name, work.facts.eventId, kind, execution.job_id);
  }

  routes.get(
    address,
    {
      schema: {
        ...described("variables", "The value of a variable"),
        params: ofVariable,
        response: answers(success(z.object({ key, value: anyValue, version })), {
          403: "too_many_secrets, execution_mismatch, unknown_host, foreign_origin",
          404: "variable_not_found",
          422: "invalid_key",
        }),
      },
    },
    async (request, reply) => {
      const name = request.params.key;
      const found = await inSession(request, async (session) => {
        const variable = await variables.get(name);
        noteUse(session, name, "read");
        // Before the script has it: what it prints from then on is masked.
        if (variable?.isSecret) session.hide(secretTexts(variable.text));
        return variable;
      });
      if (found === undefined) throw new Refusal(404, "variable_not_found", `There is no variable ${name}.`);
      sendText(reply, `{"key":${JSON.stringify(name)},"value":${found.text},"version":${String(found.version)}}`);
      return reply;
    },
  );

  routes.put(
    address,
    {
      schema: {
        ...described("variables", "Gives a variable a value"),
        ...keyed,
        params: ofVariable,
        body: z.object({ value: anyValue, ifVersion }),
        response: answers(success(z.object({ key, version })), {
          400: "invalid_json",
          409: conflict,
          413: "body_too_large, variables_full",
          422: "invalid_key, invalid_value, invalid_if_version",
        }),
      },
    },
    (request) =>
      inSession(request, async (session) => {
        const name = request.params.key;
        const by = authorOf(session);
        const data = await once({ store, clock }, request, async (keep) => {
          const answer = (result: { readonly version: number }) => ({ key: name, version: result.version });
          const result = await refusing(
            variables.set(name, request.body.value, {
              by,
              ifVersion: request.body.ifVersion,
              also: keep && ((transaction, written) => keep(transaction, answer(written))),
            }),
          );
          return answer(result);
        });
        noteUse(session, name, "write");
        return { success: true as const, data };
      }),
  );

  routes.post(
    `${address}/increment`,
    {
      schema: {
        ...described("variables", "Adds to a number, as one step", "A variable that does not exist counts as 0."),
        ...keyed,
        params: ofVariable,
        body: z.object({ by: z.number().default(1) }).nullish(),
        response: answers(success(z.object({ key, value: z.number(), version })), {
          400: "invalid_json",
          409: "idempotency_mismatch",
          413: "body_too_large, variables_full",
          422: "invalid_key, invalid_by, not_a_number",
        }),
      },
    },
    (request) =>
      inSession(request, async (session) => {
        const name = request.params.key;
        const by = authorOf(session);
        const data = await once({ store, clock }, request, async (keep) => {
          const answer = (result: { readonly value: number; readonly version: number }) => ({ key: name, ...result });
          const result = await refusing(
            variables.increment(name, request.body?.by ?? 1, {
              by,
              also: keep && ((transaction, written) => keep(transaction, answer(written))),
            }),
          );
          return answer(result);
        });
        noteUse(session, name, "write");
        return { success: true as const, data };
      }),
  );

  routes.delete(
    address,
    {
      schema: {
        ...described("variables", "Removes a variable"),
        ...keyed,
        params: ofVariable,
        querystring: z.object({ ifVersion: ifVersionText }),
        response: answers(success(z.object({ key, deleted: z.boolean() })), {
          409: conflict,
          422: "invalid_key, invalid_if_version",
        }),
      },
    },
    (request) =>
      inSession(request, async (session) => {
        const name = request.params.key;
        const by = authorOf(session);
        const data = await once({ store, clock }, request, async (keep) => {
          const answer = (deleted: boolean) => ({ key: name, deleted });
          const deleted = await refusing(
            variables.remove(name, {
              by,
              ifVersion: request.query.ifVersion,
              also: keep && ((transaction, existed) => keep(transaction, answer(existed))),
            }),
          );
          return answer(deleted);
        });
        noteUse(session, name, "write");
        return { success: true as const, data };
      }),
  );
}

function authorOf({ work }: Session): `event ${number}` {
  return `event ${work.facts.eventId}`;
}

async function refusing<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof VersionConflict) {
      throw new Refusal(409, "version_conflict", error.message, { details: { version: error.present } });
    }
    if (error instanceof VariablesFull) {
      throw new Refusal(413, "variables_full", `${error.message}. ${error.remedy ?? ""}`);
    }
    if (error instanceof NotANumber) throw new Refusal(422, "not_a_number", error.message);
    throw error;
  }
}
